import Crypto
import FoundationEssentials
import Synchronization

extension DigitalOceanProvider {
    /// How long a changed firewall is waited for: longer than a change takes, and not so long that an API that never
    /// says that it is done stops all work. Droplets accept keys alone, with or without the firewall.
    private static let firewallPatience = Duration.seconds(60)
    /// How soon it is looked at again.
    private static let firewallInterval = Duration.seconds(3)

    /// Registers the key, then makes sure of the tag and the firewall; remembered for an hour.
    ///
    /// - Throws: ``ProviderError``, transient, while a changed firewall is not in force yet: ask again.
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

    /// Looked at once for all who wait, until it is in force or patience is over; then never again for this change.
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

    /// The fingerprint of a public key that is registered with the account.
    func registeredKey(_ publicKey: String) async throws(ProviderError) -> String {
        let fingerprint = try Self.fingerprint(of: publicKey)
        return try await outward { () async throws(DigitalOceanError) in
            try await keys.value(for: fingerprint) { [client] () async throws(DigitalOceanError) in
                try await Self.register(publicKey, fingerprint: fingerprint, client)
                return fingerprint
            }
        }
    }

    /// The MD5 fingerprint by which the API knows a key, e.g. `3b:16:e4:…`.
    static func fingerprint(of publicKey: String) throws(ProviderError) -> String {
        let parts = publicKey.split(separator: " ")
        guard parts.count >= 2, let blob = Data(base64Encoded: String(parts[1])), !blob.isEmpty else {
            throw ProviderError(.permanent, "The authorized key is no OpenSSH public key.")
        }
        // MD5 is only a name here; nothing is trusted because of it.
        return Insecure.MD5.hash(data: blob).map { ($0 < 0x10 ? "0" : "") + String($0, radix: 16) }
            .joined(separator: ":")
    }

    /// Looked up by fingerprint, because a list of keys may be asked for 10 times a minute only.
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
            // 422 also says that somebody was faster.
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
