import Workspaces

/// The one firewall in front of all droplets of the installation, attached to their tag.
struct DigitalOceanFirewall: Sendable {
    /// A rule in a normal form: all ports are `0`, `all` or `1-65535`, and the order of addresses does not matter.
    private struct Meaning: Hashable {
        let transport: String
        let ports: String
        let addresses: Set<String>
        /// Allows something besides addresses; such a rule never equals one of ours.
        let isForeign: Bool
    }

    private static let everywhere = ["0.0.0.0/0", "::/0"]
    private static let webPorts = ["80", "443"]

    /// The tag to which it is attached; also its name.
    let tag: String
    private let inboundRules: [DigitalOceanAPI.Firewall.Rule]
    private let outboundRules: [DigitalOceanAPI.Firewall.Rule]

    init(_ configuration: DigitalOceanConfiguration) {
        tag = configuration.installationTag
        let sshSources = configuration.sshSources.isEmpty ? Self.everywhere : configuration.sshSources
        let web = Self.webPorts.map { port in
            DigitalOceanAPI.Firewall.Rule(
                transport: "tcp",
                ports: port,
                sources: .init(addresses: Self.everywhere)
            )
        }
        let ssh = DigitalOceanAPI.Firewall.Rule(
            transport: "tcp",
            ports: String(configuration.sshPort.rawValue),
            sources: .init(addresses: sshSources)
        )
        inboundRules = web + [ssh]
        // Listed one by one, because a firewall without outbound rules lets nothing out.
        outboundRules = ["tcp", "udp", "icmp"].map { transport in
            DigitalOceanAPI.Firewall.Rule(
                transport: transport,
                ports: "0",
                destinations: .init(addresses: Self.everywhere)
            )
        }
    }

    /// Creates tag and firewall, or corrects the firewall.
    ///
    /// - Returns: the firewall's id if something was changed, which then takes a moment to be in force; nil if it was
    ///   correct.
    func ensure(_ client: DigitalOceanClient) async throws(DigitalOceanError) -> String? {
        // A firewall can only be attached to a tag that exists.
        try await DigitalOceanTag.ensure(tag, client)
        if let existing = try await find(client) { return try await update(existing, client) }
        do throws(DigitalOceanError) {
            let call = DigitalOceanCall(
                method: .post,
                path: ["firewalls"],
                body: try DigitalOceanProvider.json(wanted(over: nil)),
                callClass: .create,
                purpose: "create the firewall \(tag)"
            )
            let made = try await client.send(call, as: DigitalOceanAPI.FirewallReply.self).firewall
            return made.isInForce ? nil : made.id
        } catch {
            // Names of firewalls are unique: 409 means that another daemon was faster.
            guard error.status == 409, let existing = try await find(client) else { throw error }
            return try await update(existing, client)
        }
    }

    /// Whether the firewall's last change has reached every droplet; also true if it is gone, which the next check
    /// corrects.
    static func isInForce(_ id: String, _ client: DigitalOceanClient) async throws(DigitalOceanError) -> Bool {
        let call = DigitalOceanCall(
            method: .get,
            path: ["firewalls", id],
            callClass: .create,
            purpose: "look up the firewall \(id)"
        )
        do throws(DigitalOceanError) {
            return try await client.send(call, as: DigitalOceanAPI.FirewallReply.self).firewall.isInForce
        } catch {
            guard error.status == 404 else { throw error }
            return true
        }
    }

    private func find(_ client: DigitalOceanClient) async throws(DigitalOceanError) -> DigitalOceanAPI.Firewall? {
        let call = DigitalOceanCall(
            method: .get,
            path: ["firewalls"],
            callClass: .create,
            purpose: "list the firewalls"
        )
        return try await client.list(call, as: DigitalOceanAPI.FirewallPage.self).first { $0.name == tag }
    }

    private func update(
        _ existing: DigitalOceanAPI.Firewall,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> String? {
        guard !isAsWanted(existing), let id = existing.id else { return nil }
        let call = DigitalOceanCall(
            method: .put,
            path: ["firewalls", id],
            body: try DigitalOceanProvider.json(wanted(over: existing)),
            callClass: .create,
            purpose: "change the firewall \(tag)"
        )
        _ = try await client.send(call)
        return id
    }

    /// A change replaces everything, so additional attachments by people are repeated.
    private func wanted(over existing: DigitalOceanAPI.Firewall?) -> DigitalOceanAPI.Firewall {
        let tags = (existing?.tags ?? []).filter { $0 != tag } + [tag]
        return DigitalOceanAPI.Firewall(
            id: nil,
            name: tag,
            inboundRules: inboundRules,
            outboundRules: outboundRules,
            dropletIDs: existing?.dropletIDs,
            tags: tags
        )
    }

    private func isAsWanted(_ existing: DigitalOceanAPI.Firewall) -> Bool {
        (existing.tags ?? []).contains(tag)
            && Self.meaning(existing.inboundRules) == Self.meaning(inboundRules)
            && Self.meaning(existing.outboundRules) == Self.meaning(outboundRules)
    }

    private static func meaning(_ rules: [DigitalOceanAPI.Firewall.Rule]?) -> Set<Meaning> {
        Set(
            (rules ?? []).map { rule in
                let target = rule.sources ?? rule.destinations
                let ports = rule.ports ?? "0"
                let isEveryPort = rule.transport == "icmp" || ["", "0", "all", "1-65535"].contains(ports)
                return Meaning(
                    transport: rule.transport,
                    ports: isEveryPort ? "0" : ports,
                    addresses: Set(target?.addresses ?? []),
                    isForeign: target?.namesMoreThanAddresses ?? true
                )
            }
        )
    }
}

/// A change of the firewall, which takes a moment to be in force.
struct DigitalOceanFirewallChange: Hashable, Sendable {
    /// The firewall's id.
    let firewall: String
    /// When it was changed, by the monotonic clock.
    let changedAt: Duration
}
