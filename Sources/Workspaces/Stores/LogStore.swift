/// The logs of workspaces, by number: a reader that resumes after n gets n + 1.
///
/// All methods throw ``FrontStoreError``.
package protocol LogStore: Sendable {
    /// The newest rows, newest first.
    func newest(of workspace: WorkspaceNumber, limit: Int64) async throws -> [LogRow]

    /// The rows after a number, oldest first.
    func rows(of workspace: WorkspaceNumber, after number: Int64, limit: Int64) async throws -> [LogRow]

    /// The newest rows before a number, newest first.
    func rows(of workspace: WorkspaceNumber, before number: Int64, limit: Int64) async throws -> [LogRow]

    /// The message of each workspace's newest row of level `error`; workspaces without one are omitted. It is truncated
    /// if it is too long for a line of a table.
    func reasons(of workspaces: [WorkspaceNumber]) async throws -> [WorkspaceNumber: String]

    /// The state of a workspace: its status, and whether more will come. Once this reports that it is at rest, all
    /// earlier rows are readable.
    ///
    /// - Returns: nil if the workspace is gone.
    func state(of workspace: WorkspaceNumber) async throws -> LogState?

    /// The news of these workspaces since the given numbers, and their state; workspaces without news that are not at
    /// rest are omitted.
    func news(of watched: [WorkspaceNumber: Int64], limit: Int64) async throws -> [LogNews]
}
