import EventLoop
import Front
import Orchestrator
import Providers
import Workspaces

/// Says what a workspace would cost, by the same choice of size that its provision will make.
struct CostEstimator: Sendable {
    /// Somebody looks at an empty page meanwhile.
    private static let patience = Duration.seconds(10)

    let provider: any ServerProvider
    let defaultRegion: String

    func estimate(_ workspace: NewWorkspace) async -> CostEstimate {
        guard workspace.deploymentType == .cloud else { return .ownMachine }
        let request = ServerRequest(
            resources: workspace.resources,
            region: workspace.region.isEmpty ? defaultRegion : workspace.region
        )
        return await withTimeLimit(Self.patience) { await price(of: request) }
            ?? .unknown("The cloud API did not answer in time.")
    }

    private func price(of request: ServerRequest) async -> CostEstimate {
        do {
            let plan = try await provider.plan(request)
            return .price(size: plan.size, region: plan.region, monthlyCents: plan.monthlyCostCents)
        } catch {
            // What a user asked for is theirs to change; the rest is between us and the cloud.
            guard case .permanent = error.disposition else { return .unknown("The cloud API does not answer now.") }
            return .unknown(error.message)
        }
    }
}
