/// Workspaces as their owners see them.
///
/// All methods throw ``FrontStoreError``.
package protocol WorkspaceStore: Sendable {
    /// Workspaces, newest first, and how many there are in all.
    ///
    /// - Parameters:
    ///   - owner: nil for everybody's.
    ///   - status: nil for any.
    func list(
        owner: Int64?,
        status: String?,
        limit: Int64,
        offset: Int64
    ) async throws -> (records: [Workspace], count: Int64)

    /// One workspace.
    func workspace(_ reference: WorkspaceReference) async throws -> Workspace?

    /// Inserts a row, which is the request, unless the owner has as many as allowed.
    func create(
        _ workspace: NewWorkspace,
        owner: Int64,
        repetition: NewWorkspace.Repetition?
    ) async throws -> NewWorkspace.Outcome

    /// Gives it another name.
    func rename(_ workspace: WorkspaceNumber, to name: String) async throws

    /// Asks for the teardown; false when Moorage has built nothing and is not asked to.
    func decommission(_ workspace: WorkspaceNumber) async throws -> Bool

    /// Asks for it to be built again, unless its owner would have more than allowed.
    ///
    /// - Parameter keepForDebuggingHours: for how long what was made stays if it fails; nil for what its row says.
    func provision(_ workspace: WorkspaceNumber, keepForDebuggingHours: Int64?) async throws -> ProvisionOutcome

    /// Asks what is under way to stop.
    ///
    /// - Returns: false when nothing is under way.
    func cancel(_ workspace: WorkspaceNumber) async throws -> Bool

    /// Asks for what differs from what was built to be mended; false when Moorage has built nothing.
    func repair(_ workspace: WorkspaceNumber) async throws -> Bool

    /// Why it is as it is.
    func explain(_ workspace: WorkspaceNumber) async throws -> Explanation
}
