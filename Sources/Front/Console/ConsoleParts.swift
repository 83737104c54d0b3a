package import Workspaces

/// What the console works with beside the API's parts.
package struct ConsoleParts: Sendable {
    /// What happened to workspaces.
    package var history: any HistoryStore
    /// What a workspace would cost, said before it is created.
    package var estimate: @Sendable (NewWorkspace) async -> CostEstimate

    package init(
        history: any HistoryStore,
        estimate: @escaping @Sendable (NewWorkspace) async -> CostEstimate
    ) {
        self.history = history
        self.estimate = estimate
    }
}
