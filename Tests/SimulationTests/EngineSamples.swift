import PortAllocator
import Providers
import Services
import Templates
import TestSupport
import Workspaces

@testable import Orchestrator

/// Any block.
enum PortBlockSample {
    static let block = WorkspaceID("ws7x2k4").map { PortBlockAllocator().preferredBlock(for: $0) }
}

/// Real bundles, with playbooks that nobody runs.
struct PlainBundles: BundleSupply {
    let playbooks = SimulatedPlaybooks.archive

    func bundle(
        for operation: ClaimedOperation,
        at site: Site,
        secrets: WorkspaceSecrets
    ) throws(BundleError) -> WorkspaceBundle {
        try BundleRenderer().render(
            WorkspaceConfiguration(
                specification: operation.workspace,
                generation: operation.generation,
                domain: "workspaces.test",
                ports: site.block.ports,
                application: .git(url: "https://git.example/app.git", revision: "main"),
                artifacts: [:],
                certificate: .selfSigned
            ),
            secrets: secrets
        )
    }
}

/// A provider that accepts no token.
struct RefusingProvider: ServerProvider {
    let words = ProviderWords.digitalOcean
    private var refusal: ProviderError { ProviderError(.waitForOperator(.credentials), "The token was refused.") }

    func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan { throw refusal }
    func prepare(_ intent: ServerIntent) async throws(ProviderError) { throw refusal }
    func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference { throw refusal }
    func servers(named name: String) async throws(ProviderError) -> [Server] { throw refusal }
    func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus { throw refusal }
    func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool {
        throw refusal
    }
    func destroyServers(named name: String, id: String?, tag: String) async throws(ProviderError) -> [Server] {
        throw refusal
    }
    func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server] { throw refusal }
    func inventory() async throws(ProviderError) -> [InventoryItem] { throw refusal }
    func powerOn(_ reference: ServerReference) async throws(ProviderError) { throw refusal }
    func addressNames(under domain: String) async throws(ProviderError) -> [String] { throw refusal }
    func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress { throw refusal }
    func withdrawAddress(of name: String) async throws(ProviderError) { throw refusal }
}
