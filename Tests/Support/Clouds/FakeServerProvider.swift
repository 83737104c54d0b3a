package import Providers
package import Workspaces

/// A cloud in memory, for tests without simulated time: requests take effect at once, unless a test sets a delay, and
/// fail if a test says so.
package actor FakeServerProvider: ServerProvider {
    private struct FakeServer {
        var server: Server
        var tags: [String]
        var isTagged: Bool
        var isOff = false
        var visibleAt: Duration
        var activeAt: Duration
        var willFail: Bool
        var goneAt: Duration?
    }

    /// How long an unlisted server stays unlisted.
    private static let lateness = Duration.seconds(20)

    package nonisolated let words = ProviderWords.digitalOcean
    private let bootDuration: Duration
    private let removalDuration: Duration
    private var servers: [FakeServer] = []
    private var faults: [ProviderCall: [ProviderFault]] = [:]
    private var credentials = ProviderCredentials.accepted
    private var makesTwins = false
    private var isDestructionHeld = false
    private var zones: [String]?
    private var nextID = 1000
    private var now = Duration.zero

    /// How many servers were created.
    package private(set) var createdCount = 0
    /// How many create requests have arrived.
    package private(set) var createCalls = 0
    /// The names with DNS records.
    package private(set) var records: [String: AddressRecord] = [:]

    /// A provider without servers.
    ///
    /// - Parameters:
    ///   - bootDuration: from the acceptance of a server until it runs.
    ///   - removalDuration: from the acceptance of a removal until the server is gone.
    ///   - zones: the domains whose records it keeps; nil for all.
    package init(bootDuration: Duration = .zero, removalDuration: Duration = .zero, zones: [String]? = nil) {
        self.bootDuration = bootDuration
        self.removalDuration = removalDuration
        self.zones = zones
    }

    /// The existing servers.
    package var existing: [Server] { living { _ in true }.map(\.server) }

    package func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan {
        try arrive(.plan)
        return try CloudRules.plan(request, image: "fake")
    }

    package func prepare(_ intent: ServerIntent) async throws(ProviderError) {
        try arrive(.prepare)
        try CloudRules.check(intent)
    }

    package func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference {
        try CloudRules.check(intent)
        let fault = next(.create)
        if fault != .lostRequest { createCalls += 1 }
        let makesServer = fault.map { $0 == .lostReply || $0 == .serverErrorAfter } ?? true
        let error = fault.flatMap { CloudRules.error(for: $0, call: .create) }
        if let error, !makesServer { throw error }
        let server = make(intent, fault)
        if makesTwins {
            makesTwins = false
            _ = make(intent, nil)
            throw ProviderError(.outcomeUnknown, "The reply was lost.")
        }
        if let error { throw error }
        return ServerReference(id: server.id, name: server.name, createActionID: "create-\(server.id)")
    }

    package func servers(named name: String) async throws(ProviderError) -> [Server] {
        try arrive(.find)
        return visible(named: name)
    }

    package func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        try arrive(.status)
        guard let entry = servers.first(where: { $0.server.id == reference.id }) else { return .absent }
        guard exists(entry) else {
            return entry.willFail && reference.createActionID != nil ? .failed(reason: "No room was found.") : .absent
        }
        guard entry.visibleAt <= now else { return entry.activeAt <= now ? .absent : .pending }
        if entry.isOff { return .off(entry.server) }
        return entry.activeAt <= now ? .active(entry.server) : .pending
    }

    package func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool {
        try arrive(.confirmTags)
        guard let index = index(of: reference.id) else { return false }
        guard !servers[index].isTagged || !Set(servers[index].tags).isSuperset(of: tags) else { return true }
        servers[index].isTagged = true
        servers[index].tags += tags.filter { !servers[index].tags.contains($0) }
        return false
    }

    package func destroyServers(
        named name: String,
        id: String?,
        tag: String
    ) async throws(ProviderError) -> [Server] {
        try arrive(.destroy)
        let isMeant = { @Sendable (server: Server) in server.name == name || server.id == id }
        remove(isMeant)
        return living(isMeant).map(\.server)
    }

    package func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server] {
        try arrive(.destroySome)
        remove { ids.contains($0.id) }
        return living { $0.name == name || ids.contains($0.id) }.map(\.server)
    }

    package func inventory() async throws(ProviderError) -> [InventoryItem] {
        try arrive(.inventory)
        let ours = servers.filter { exists($0) && ($0.isTagged || CloudRules.isOurs($0.server.name)) }
        return ours.map { entry in
            InventoryItem(
                kind: .server,
                id: entry.server.id,
                name: entry.server.name,
                createdAt: entry.server.createdAt,
                size: "s-2vcpu-4gb",
                hourlyCostMicros: 35_710,
                tags: entry.tags,
                isRunning: entry.activeAt <= now ? !entry.isOff : nil,
                isTagged: entry.isTagged
            )
        }
    }

    package func powerOn(_ reference: ServerReference) async throws(ProviderError) {
        try arrive(.powerOn)
        if let index = index(of: reference.id) { servers[index].isOff = false }
    }

    package func addressNames(under domain: String) async throws(ProviderError) -> [String] {
        try arrive(.addressNames)
        return CloudRules.names(under: domain, among: records.keys)
    }

    package func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress {
        try arrive(.publish)
        guard zones.map({ $0.contains { record.name.hasSuffix(".\($0)") } }) ?? true else { return .zoneMissing }
        records[record.name] = record
        return .published
    }

    package func withdrawAddress(of name: String) async throws(ProviderError) {
        try arrive(.withdraw)
        records[name] = nil
    }
}

/// A test's actions on the cloud.
extension FakeServerProvider {
    /// Makes the next create calls fail, in order.
    package func inject(_ faults: ProviderFault...) { self.faults[.create, default: []] += faults }

    /// Lets the next create call create two servers, and loses its answer.
    package func injectTwins() { makesTwins = true }

    /// Makes the next call of a kind fail.
    package func strike(_ call: ProviderCall, with fault: ProviderFault) { faults[call, default: []].append(fault) }

    /// Removes all faults.
    package func calm() { faults = [:] }

    /// Refuses every call until the credentials are accepted.
    package func hold(_ credentials: ProviderCredentials) { self.credentials = credentials }

    /// Advances time, which otherwise stands still.
    package func advance(by duration: Duration) { now += duration }

    /// Keeps the records of one more domain.
    package func addZone(_ zone: String) { zones?.append(zone) }

    /// Lets servers that are being destroyed linger, or disappear.
    package func holdDestruction(_ isHeld: Bool) { isDestructionHeld = isHeld }

    /// Changes something without the daemon's knowledge.
    package func meddle(_ change: ProviderMeddling) {
        switch change {
        case .powerOff(let id): self.change(id) { $0.isOff = true }
        case .remove(let id): servers.removeAll { $0.server.id == id }
        case .rename(let id, let name): self.change(id) { $0.server.name = name }
        case .untag(let id):
            self.change(id) {
                $0.tags = []
                $0.isTagged = false
            }
        case .addStranger(let name):
            nextID += 1
            makeStray(named: name, id: String(nextID))
        }
    }

    /// Creates a server with a name that nobody requested.
    package func makeStray(named name: String, id: String) {
        servers.append(
            FakeServer(
                server: Server(id: id, name: name, ipv4: "192.0.2.251", ipv6: nil, createdAt: seconds),
                tags: [],
                isTagged: false,
                visibleAt: now,
                activeAt: now,
                willFail: false
            )
        )
    }
}

extension FakeServerProvider {
    /// The time that has passed, in seconds.
    private var seconds: Double { Double(now.components.seconds) }

    /// Receives a call that changes nothing if it meets a fault.
    private func arrive(_ call: ProviderCall) throws(ProviderError) {
        if let error = next(call).flatMap({ CloudRules.error(for: $0, call: call) }) { throw error }
    }

    private func next(_ call: ProviderCall) -> ProviderFault? {
        guard credentials == .accepted else { return .refusedToken }
        guard faults[call]?.isEmpty == false else { return nil }
        return faults[call]?.removeFirst()
    }

    private func make(_ intent: ServerIntent, _ fault: ProviderFault?) -> Server {
        nextID += 1
        createdCount += 1
        let server = Server(
            id: String(nextID),
            name: intent.name,
            ipv4: "192.0.2.\(nextID % 250 + 1)",
            ipv6: nil,
            createdAt: seconds
        )
        let isLost = fault == .lostTags
        servers.append(
            FakeServer(
                server: server,
                tags: isLost ? [] : intent.tags,
                isTagged: !isLost,
                visibleAt: now + (fault == .lateVisibility ? Self.lateness : .zero),
                activeAt: now + bootDuration,
                willFail: fault == .cannotBePlaced,
                goneAt: fault == .cannotBePlaced ? now + bootDuration : nil
            )
        )
        return server
    }

    private func exists(_ entry: FakeServer) -> Bool { entry.goneAt.map { now < $0 } ?? true }

    /// In the order of their creation.
    private func living(_ isMeant: (Server) -> Bool) -> [FakeServer] {
        servers.filter { exists($0) && $0.visibleAt <= now && isMeant($0.server) }
    }

    private func visible(named name: String) -> [Server] { living { $0.name == name }.map(\.server) }

    private func index(of id: String) -> Int? { servers.firstIndex { $0.server.id == id && exists($0) } }

    private func change(_ id: String, _ body: (inout FakeServer) -> Void) {
        if let index = index(of: id) { body(&servers[index]) }
    }

    private func remove(_ isMeant: (Server) -> Bool) {
        guard !isDestructionHeld else { return }
        for index in servers.indices where exists(servers[index]) && isMeant(servers[index].server) {
            guard servers[index].visibleAt <= now else { continue }
            servers[index].goneAt = min(servers[index].goneAt ?? .seconds(Int64.max / 2), now + removalDuration)
        }
    }
}
