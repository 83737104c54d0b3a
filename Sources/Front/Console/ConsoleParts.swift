package import Workspaces

/// The console's dependencies, in addition to the API's.
package struct ConsoleParts: Sendable {
    /// The history of workspaces.
    package var history: any HistoryStore
    /// The cost of a workspace, shown before it is created.
    package var estimate: @Sendable (NewWorkspace) async -> CostEstimate

    package init(
        history: any HistoryStore,
        estimate: @escaping @Sendable (NewWorkspace) async -> CostEstimate
    ) {
        self.history = history
        self.estimate = estimate
    }
}
