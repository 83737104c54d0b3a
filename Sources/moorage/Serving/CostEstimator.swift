import EventLoop
import Front
import Orchestrator
import Providers
import Workspaces

/// Determines the cost of a workspace, with the same choice of size as its provision.
struct CostEstimator: Sendable {
    /// Meanwhile the user sees an empty page.
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
            // The user can change the request; everything else is between us and the cloud.
            guard case .permanent = error.disposition else {
                return .unknown("The cloud API does not answer at the moment.")
            }
            return .unknown(error.message)
        }
    }
}
