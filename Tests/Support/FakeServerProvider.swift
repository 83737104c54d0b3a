package import Providers
package import Workspaces

/// Servers in memory: created at once, active at once, with faults that a test can ask for.
package actor FakeServerProvider: ServerProvider {
    /// What goes wrong with the next create call.
    package enum CreateFault: Sendable {
        /// The call is refused.
        case error(ProviderError)
        /// The server is made, but the answer gets lost.
        case lostReply
        /// Two servers are made, and the answer gets lost.
        case twins
    }

    private var servers: [String: Server] = [:]
    private var faults: [CreateFault] = []
    private var nextID = 1000
    private var off: Set<String> = []
    private var untagged: Set<String> = []
    private var isDestructionHeld = false

    /// How many create calls made a server.
    package private(set) var createdCount = 0
    /// The names with DNS records.
    package private(set) var records: [String: AddressRecord] = [:]

    /// A provider with no servers.
    package init() {}

    /// Lets the next create calls go wrong, in order.
    package func inject(_ faults: CreateFault...) { self.faults += faults }

    /// The servers that exist.
    package var existing: [Server] { Array(servers.values) }

    /// Any size fits; nothing that begins with `mars` is a region.
    package func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan {
        guard !request.region.hasPrefix("mars") else {
            throw ProviderError(.permanent, "region is '\(request.region)'; allowed are nyc3 and fra1.")
        }
        return ServerPlan(
            size: "s-2vcpu-4gb",
            region: request.region,
            image: "fake",
            monthlyCostCents: 2400,
            hourlyCostMicros: 35_710
        )
    }

    /// Nothing needs to be prepared.
    package func prepare(_ intent: ServerIntent) async throws(ProviderError) {}

    /// Makes a server, unless a fault was asked for.
    package func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference {
        let fault = faults.isEmpty ? nil : faults.removeFirst()
        if case .error(let error)? = fault { throw error }
        nextID += 1
        createdCount += 1
        let server = Server(
            id: String(nextID),
            name: intent.name,
            ipv4: "192.0.2.\(nextID % 250 + 1)",
            ipv6: nil,
            createdAt: 0
        )
        servers[server.id] = server
        if case .twins? = fault {
            nextID += 1
            var twin = server
            twin.id = String(nextID)
            twin.createdAt += 1
            servers[twin.id] = twin
            throw ProviderError(.outcomeUnknown, "The reply was lost.")
        }
        if case .lostReply? = fault { throw ProviderError(.outcomeUnknown, "The reply was lost.") }
        return ServerReference(id: server.id, name: server.name, createActionID: nil)
    }

    /// The servers of the name.
    package func servers(named name: String) async throws(ProviderError) -> [Server] {
        servers.values.filter { $0.name == name }.sorted { $0.id < $1.id }
    }

    /// Active while it exists.
    package func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        servers[reference.id].map { off.contains($0.id) ? .off($0) : .active($0) } ?? .absent
    }

    /// Gives a server its tags.
    package func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool {
        untagged.remove(reference.id)
        return true
    }

    /// Takes a server's tags behind everybody's back.
    package func untag(_ id: String) { untagged.insert(id) }

    /// Removes at once, unless that is held.
    package func destroyServers(
        named name: String,
        id: String?,
        tag: String
    ) async throws(ProviderError) -> [Server] {
        guard !isDestructionHeld else { return try await servers(named: name) }
        servers = servers.filter { $0.value.name != name && $0.key != id }
        return []
    }

    /// Removes at once.
    package func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server] {
        for id in ids { servers[id] = nil }
        return try await servers(named: name)
    }

    /// The servers.
    package func inventory() async throws(ProviderError) -> [InventoryItem] {
        servers.values.sorted { $0.id < $1.id }.map { server in
            InventoryItem(
                kind: .droplet,
                id: server.id,
                name: server.name,
                createdAt: server.createdAt,
                size: "s-2vcpu-4gb",
                hourlyCostMicros: 35_710,
                tags: [],
                isRunning: !off.contains(server.id),
                isTagged: !untagged.contains(server.id)
            )
        }
    }

    /// Nothing here is ever off for good.
    package func powerOn(_ reference: ServerReference) async throws(ProviderError) { off.remove(reference.id) }

    /// Switches a server off behind everybody's back.
    package func powerOff(_ id: String) { off.insert(id) }

    /// Lets servers linger that are being destroyed, or go.
    package func holdDestruction(_ isHeld: Bool) { isDestructionHeld = isHeld }

    /// Gives a server another name behind everybody's back.
    package func rename(_ id: String, to name: String) { servers[id]?.name = name }

    /// Removes a server behind everybody's back.
    package func lose(_ id: String) { servers[id] = nil }

    /// Makes a server of a name that nobody asked for.
    package func makeStray(named name: String, id: String) {
        servers[id] = Server(id: id, name: name, ipv4: "192.0.2.251", ipv6: nil, createdAt: 0)
    }

    /// The names with records.
    package func addressNames(under domain: String) async throws(ProviderError) -> [String] {
        records.keys.filter { $0.hasSuffix(".\(domain)") }.sorted()
    }

    /// Remembers the record.
    package func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress {
        records[record.name] = record
        return .published
    }

    /// Forgets the record.
    package func withdrawAddress(of name: String) async throws(ProviderError) {
        records[name] = nil
    }
}
