import Orchestrator
import Providers
import Workspaces

/// A daemon's access to the simulated cloud.
struct DaemonProvider: ServerProvider {
    let cloud: SimulatedCloud
    let calls: DaemonCalls
    let sabotage: Sabotage?
    var words: ProviderWords { .digitalOcean }
    /// Blind clients try this often.
    private static let blindTries = 3

    private func ask<Value: Sendable>(
        _ name: String,
        isWrite: Bool = true,
        unclear: ProviderError.Disposition = .transient(retryAfter: nil),
        _ body: @escaping @Sendable (_ givenUpAt: Int64) -> Result<Value, ProviderError>
    ) async throws(ProviderError) -> Value {
        try await calls.call(
            .provider,
            name,
            isWrite: isWrite,
            failure: { ProviderError(unclear, $0) },
            apply: { body($0) }
        ).get()
    }

    func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan {
        try await ask("plan", isWrite: false) { _ in cloud.plan(request) }
    }

    func prepare(_ intent: ServerIntent) async throws(ProviderError) {
        try await ask("prepare", isWrite: false) { _ in cloud.prepare(intent) }
    }

    func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference {
        guard sabotage == .blindRetry else { return try await create(intent) }
        for _ in 1..<Self.blindTries {
            do {
                return try await create(intent)
            } catch {
                guard error.disposition == .outcomeUnknown else { throw error }
            }
        }
        return try await create(intent)
    }

    private func create(_ intent: ServerIntent) async throws(ProviderError) -> ServerReference {
        try CloudRules.check(intent)
        let workspace = calls.around.database.workspace(ofHost: intent.name)
        let claim = cloud.monitor.claim(by: calls.link, of: workspace)
        if let claim { cloud.monitor.sendsCreate(intent.name, claim, workspace: workspace, by: calls.link) }
        let isReplaced = replacement(of: workspace)
        return try await ask("create a droplet", unclear: .outcomeUnknown) { givenUpAt in
            cloud.create(intent, by: calls.link, givenUpAt: givenUpAt, isLate: isReplaced())
        }
    }

    /// Whether the daemon, which may send a call now, has been replaced by the time the call arrives.
    private func replacement(of workspace: WorkspaceNumber?) -> @Sendable () -> Bool {
        let claim = cloud.monitor.claim(by: calls.link, of: workspace)
        return { [cloud] in claim.map { cloud.monitor.isReplaced($0) } ?? true }
    }

    func servers(named name: String) async throws(ProviderError) -> [Server] {
        try await ask("list droplets", isWrite: false) { _ in cloud.list(named: name) }
    }

    func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        try await ask("look at a droplet", isWrite: false) { _ in cloud.status(of: reference) }
    }

    func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool {
        try await ask("look at a droplet's tags", isWrite: false) { _ in cloud.confirmTags(tags, of: reference) }
    }

    func destroyServers(named name: String, id: String?, tag: String) async throws(ProviderError) -> [Server] {
        try await ask("remove droplets") { _ in cloud.destroy(named: name, id: id) }
    }

    func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server] {
        try await ask("remove surplus droplets") { _ in cloud.destroy(ids, named: name) }
    }

    func inventory() async throws(ProviderError) -> [InventoryItem] {
        try await ask("list everything", isWrite: false) { _ in cloud.inventory() }
    }

    func powerOn(_ reference: ServerReference) async throws(ProviderError) {
        try await ask("power on") { _ in cloud.powerOn(reference) }
    }

    func addressNames(under domain: String) async throws(ProviderError) -> [String] {
        try await ask("list DNS records", isWrite: false) { _ in cloud.addressNames(under: domain) }
    }

    func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress {
        let isReplaced = replacement(of: cloud.workspace(ofRecord: record.name))
        return try await ask("write a DNS record") { cloud.publish(record, givenUpAt: $0, isLate: isReplaced()) }
    }

    func withdrawAddress(of name: String) async throws(ProviderError) {
        let isReplaced = replacement(of: cloud.workspace(ofRecord: name))
        try await ask("remove a DNS record") { cloud.withdraw(name, givenUpAt: $0, isLate: isReplaced()) }
    }
}
