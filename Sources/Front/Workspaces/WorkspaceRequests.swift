package import Workspaces

/// Asks for operations on workspaces, and refuses what ``RequestDesk`` says would lead to nothing. The API, the console
/// and the commands on the database all use it, so all give the same answers.
package struct WorkspaceRequests: Sendable {
    private let workspaces: any WorkspaceStore

    /// Uses this store.
    package init(workspaces: any WorkspaceStore) { self.workspaces = workspaces }

    /// Asks for something. What is so already, or on its way, is not asked for again.
    ///
    /// - Parameter keepForDebuggingHours: for how long what a provision made stays if it fails, 1 to
    ///   `WorkspaceSpecification.longestKeepHours`; nil for what its row says.
    /// - Throws: ``WorkspaceRefusal`` when the desk refuses it or its owner would have too many workspaces;
    ///   `FrontStoreError`.
    package func ask(
        for request: WorkspaceRequest,
        of workspace: WorkspaceNumber,
        keepForDebuggingHours: Int64? = nil
    ) async throws {
        let decision = RequestDesk.decide(request, knowing: try await workspaces.known(workspace))
        if case .refuse = decision.answer { throw WorkspaceRefusal(.conflict, decision.reason ?? "") }
        guard decision.isTaken else { return }
        let outcome = try await workspaces.request(
            request,
            for: workspace,
            keepForDebuggingHours: keepForDebuggingHours
        )
        guard case .limitReached(let count, let limit) = outcome else { return }
        throw WorkspaceRefusal(
            .limitReached,
            "Its owner has \(count) of at most \(limit) workspaces; delete one, or ask for a larger subscription."
        )
    }
}
