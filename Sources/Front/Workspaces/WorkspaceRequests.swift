package import Workspaces

/// Requests operations on workspaces, and refuses requests that would have no effect according to ``RequestDesk``. The
/// API, the console and the commands on the database all use it, so all give the same answers.
package struct WorkspaceRequests: Sendable {
    private let workspaces: any WorkspaceStore

    /// Uses this store.
    package init(workspaces: any WorkspaceStore) { self.workspaces = workspaces }

    /// Sends a request. Nothing is stored if the workspace is already as requested, or will be.
    ///
    /// - Parameter keepForDebuggingHours: how long to keep the resources of a failed provision, 1 to
    ///   `WorkspaceSpecification.longestKeepHours`; nil for the row's own value.
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
            "Its owner has \(count) of at most \(limit) workspaces; delete one, or request a larger subscription."
        )
    }
}
