public import PlatformStore

/// What the console works with beside the API's parts.
public struct ConsoleParts: Sendable {
    /// What happened to workspaces.
    public var history: any HistoryStore
    /// What a workspace would cost, said before it is created.
    public var estimate: @Sendable (NewWorkspace) async -> CostEstimate

    /// Names both.
    public init(
        history: any HistoryStore,
        estimate: @escaping @Sendable (NewWorkspace) async -> CostEstimate
    ) {
        self.history = history
        self.estimate = estimate
    }
}
