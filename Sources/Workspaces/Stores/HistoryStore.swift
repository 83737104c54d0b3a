/// What happened to workspaces.
///
/// All methods throw ``FrontStoreError``.
package protocol HistoryStore: Sendable {
    /// Operations and their steps, newest operation first, that under way included.
    func history(of workspace: WorkspaceNumber, limit: Int64) async throws -> [PastOperation]
}
