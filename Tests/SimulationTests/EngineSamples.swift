import OrchestratorTesting
import PortAllocator
import Providers
import Templates
import WorkspaceModel

@testable import Orchestrator

/// Any block.
enum PortBlockSample {
    static let block = WorkspaceID("ws7x2k4").map { PortBlockAllocator().preferredBlock(for: $0) }
}

/// Tests that upload nothing.
struct NoBundles: BundleSupply {
    let playbooks = SimulatedPlaybooks.archive

    func bundle(
        for operation: ClaimedOperation,
        at site: Site,
        secrets: WorkspaceSecrets
    ) throws(BundleError) -> WorkspaceBundle {
        throw BundleError(.archive, "Nothing is uploaded here.")
    }
}

/// A provider that accepts no token.
struct RefusingProvider: ServerProvider {
    private var refusal: ProviderError { ProviderError(.waitForOperator(.credentials), "The token was refused.") }

    func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan { throw refusal }
    func prepare(_ intent: ServerIntent) async throws(ProviderError) { throw refusal }
    func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference { throw refusal }
    func servers(named name: String) async throws(ProviderError) -> [Server] { throw refusal }
    func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus { throw refusal }
    func destroyServers(named name: String, id: String?) async throws(ProviderError) -> Bool { throw refusal }
    func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress { throw refusal }
    func withdrawAddress(of name: String) async throws(ProviderError) { throw refusal }
}
