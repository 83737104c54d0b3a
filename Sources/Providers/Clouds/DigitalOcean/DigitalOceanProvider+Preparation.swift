import Crypto
import FoundationEssentials
import Synchronization

extension DigitalOceanProvider {
    /// How long to wait for a changed firewall: longer than a change takes, but not so long that an API that never
    /// reports its end stops all work. Droplets only accept keys, with or without the firewall.
    private static let firewallPatience = Duration.seconds(60)
    /// How soon to check it again.
    private static let firewallInterval = Duration.seconds(3)

    /// Registers the key, then ensures the tag and the firewall; cached for an hour.
    ///
    /// - Throws: ``ProviderError``, transient, while a changed firewall is not in force yet: try again.
    package func prepare(_ intent: ServerIntent) async throws(ProviderError) {
        try DigitalOceanNames.check(intent, userData: "")
        _ = try await registeredKey(intent.authorizedKey)
        _ = try await outward { () async throws(DigitalOceanError) in
            let firewall = DigitalOceanFirewall(configuration)
            let changed = try await firewalls.value(for: firewall.tag) { [client] () async throws(DigitalOceanError) in
                guard let id = try await firewall.ensure(client) else { return nil }
                return DigitalOceanFirewallChange(firewall: id, changedAt: client.clock.monotonic())
            }
            if let changed { try await waitForFirewall(changed) }
        }
    }

    /// Checked once for all that wait, until it is in force or the time is over; then never again for this change.
    private func waitForFirewall(_ change: DigitalOceanFirewallChange) async throws(DigitalOceanError) {
        let clock = client.clock
        guard clock.monotonic() - change.changedAt < Self.firewallPatience,
            !settledFirewalls.withLock({ $0.contains(change) })
        else { return }
        let isInForce = try await firewallStates.value(for: change.firewall) {
            [client] () async throws(DigitalOceanError) in
            try await DigitalOceanFirewall.isInForce(change.firewall, client)
        }
        guard !isInForce else { return settledFirewalls.withLock { $0 = [change] } }
        throw DigitalOceanError(
            ProviderError(
                .transient(retryAfter: Self.firewallInterval),
                "The firewall \(configuration.installationTag) was changed and is not in force yet."
            )
        )
    }

    /// The fingerprint of a public key registered with the account.
    func registeredKey(_ publicKey: String) async throws(ProviderError) -> String {
        let fingerprint = try Self.fingerprint(of: publicKey)
        return try await outward { () async throws(DigitalOceanError) in
            try await keys.value(for: fingerprint) { [client] () async throws(DigitalOceanError) in
                try await Self.register(publicKey, fingerprint: fingerprint, client)
                return fingerprint
            }
        }
    }

    /// The MD5 fingerprint with which the API identifies a key, e.g. `3b:16:e4:…`.
    static func fingerprint(of publicKey: String) throws(ProviderError) -> String {
        let parts = publicKey.split(separator: " ")
        guard parts.count >= 2, let blob = Data(base64Encoded: String(parts[1])), !blob.isEmpty else {
            throw ProviderError(.permanent, "The authorized key is not an OpenSSH public key.")
        }
        // MD5 is only a name here; nothing is trusted because of it.
        return Insecure.MD5.hash(data: blob).map { ($0 < 0x10 ? "0" : "") + String($0, radix: 16) }
            .joined(separator: ":")
    }

    /// Looked up by fingerprint, because keys may be listed only 10 times a minute.
    private static func register(
        _ publicKey: String,
        fingerprint: String,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) {
        if try await isRegistered(fingerprint, client) { return }
        let call = DigitalOceanCall(
            method: .post,
            path: ["account", "keys"],
            body: try json(DigitalOceanAPI.KeyCreation(name: "moorage \(fingerprint)", publicKey: publicKey)),
            callClass: .create,
            purpose: "register the SSH key \(fingerprint)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
        } catch {
            // 422 may also mean that another daemon was faster.
            guard error.status == 422, try await isRegistered(fingerprint, client) else { throw error }
        }
    }

    private static func isRegistered(
        _ fingerprint: String,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> Bool {
        let call = DigitalOceanCall(
            method: .get,
            path: ["account", "keys", fingerprint],
            callClass: .create,
            purpose: "look up the SSH key \(fingerprint)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call, as: DigitalOceanAPI.KeyReply.self)
            return true
        } catch {
            guard error.status == 404 else { throw error }
            return false
        }
    }
}
