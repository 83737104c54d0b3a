/// The logs of workspaces, by number: who resumes after n gets n + 1.
///
/// All methods throw ``FrontStoreError``.
package protocol LogStore: Sendable {
    /// The newest rows, newest first.
    func newest(of workspace: WorkspaceNumber, limit: Int64) async throws -> [LogRow]

    /// The rows behind a number, oldest first.
    func rows(of workspace: WorkspaceNumber, after number: Int64, limit: Int64) async throws -> [LogRow]

    /// The newest rows before a number, newest first.
    func rows(of workspace: WorkspaceNumber, before number: Int64, limit: Int64) async throws -> [LogRow]

    /// The message of each workspace's newest row of level `error`; workspaces without one are left out. It is cut off
    /// where it is too long for a line of a table.
    func reasons(of workspaces: [WorkspaceNumber]) async throws -> [WorkspaceNumber: String]

    /// Where a workspace stands: its status, and whether more is to come. Rows that were written before it rests are
    /// there to be read when this says so.
    ///
    /// - Returns: nil when the workspace is gone.
    func state(of workspace: WorkspaceNumber) async throws -> LogState?

    /// What is new in these workspaces since the numbers given, and where they stand; those where nothing is new and
    /// more is to come are left out.
    func news(of watched: [WorkspaceNumber: Int64], limit: Int64) async throws -> [LogNews]
}
