import Providers
import Synchronization
import Workspaces

/// An API that accepts create calls and never answers until released; everything else is normal.
final class SilentAPI: ServerProvider {
    let words = ProviderWords.digitalOcean
    private struct State {
        var isSilent = true
        var calls = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let provider: any ServerProvider
    private let state = Mutex(State())

    init(before provider: any ServerProvider) { self.provider = provider }

    /// How many create calls arrived.
    var calls: Int { state.withLock(\.calls) }

    /// Answers from now on.
    func speak() {
        let waiters = state.withLock { state in
            state.isSilent = false
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference {
        await withCheckedContinuation { continuation in
            let isSilent = state.withLock { state in
                state.calls += 1
                if state.isSilent { state.waiters.append(continuation) }
                return state.isSilent
            }
            if !isSilent { continuation.resume() }
        }
        return try await provider.createServer(intent, userData: userData)
    }

    func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan { try await provider.plan(request) }

    func prepare(_ intent: ServerIntent) async throws(ProviderError) { try await provider.prepare(intent) }

    func servers(named name: String) async throws(ProviderError) -> [Server] {
        try await provider.servers(named: name)
    }

    func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        try await provider.status(of: reference)
    }

    func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool {
        try await provider.confirmTags(tags, of: reference)
    }

    func destroyServers(named name: String, id: String?, tag: String) async throws(ProviderError) -> [Server] {
        try await provider.destroyServers(named: name, id: id, tag: tag)
    }

    func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server] {
        try await provider.destroyServers(ids, named: name)
    }

    func inventory() async throws(ProviderError) -> [InventoryItem] { try await provider.inventory() }

    func powerOn(_ reference: ServerReference) async throws(ProviderError) { try await provider.powerOn(reference) }

    func addressNames(under domain: String) async throws(ProviderError) -> [String] {
        try await provider.addressNames(under: domain)
    }

    func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress {
        try await provider.publishAddress(record)
    }

    func withdrawAddress(of name: String) async throws(ProviderError) {
        try await provider.withdrawAddress(of: name)
    }
}
