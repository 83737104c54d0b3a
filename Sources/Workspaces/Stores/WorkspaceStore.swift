/// Workspaces, as shown to their owners.
///
/// All methods throw ``FrontStoreError``.
package protocol WorkspaceStore: Sendable {
    /// Workspaces, newest first, and their total number.
    ///
    /// - Parameters:
    ///   - owner: nil for those of all users.
    ///   - status: nil for any.
    func list(
        owner: Int64?,
        status: String?,
        limit: Int64,
        offset: Int64
    ) async throws -> (records: [Workspace], count: Int64)

    /// One workspace.
    func workspace(_ reference: WorkspaceReference) async throws -> Workspace?

    /// Inserts a row, which is the request, unless the owner has reached the limit.
    func create(
        _ workspace: NewWorkspace,
        owner: Int64,
        repetition: NewWorkspace.Repetition?
    ) async throws -> NewWorkspace.Outcome

    /// Renames it.
    func rename(_ workspace: WorkspaceNumber, to name: String) async throws

    /// The facts about it that the desk needs.
    func known(_ workspace: WorkspaceNumber) async throws -> KnownWorkspace

    /// Stores a request that the desk accepts, unless its owner would have more workspaces than allowed. The intake
    /// decides.
    ///
    /// - Parameter keepForDebuggingHours: how long to keep the resources of a failed provision; nil for the row's own
    ///   value.
    func request(
        _ request: WorkspaceRequest,
        for workspace: WorkspaceNumber,
        keepForDebuggingHours: Int64?
    ) async throws -> RequestOutcome

    /// Why it is in this state.
    func explain(_ workspace: Workspace) async throws -> Explanation
}

/// The result of storing a request.
package enum RequestOutcome: Sendable, Hashable {
    /// It is stored and waits for a daemon.
    case asked
    /// It is not stored, because its owner has as many workspaces as allowed.
    case limitReached(count: Int64, limit: Int64)
}
