/// The history of workspaces.
///
/// All methods throw ``FrontStoreError``.
package protocol HistoryStore: Sendable {
    /// Operations and their steps, newest operation first, including the current one.
    func history(of workspace: WorkspaceNumber, limit: Int64) async throws -> [PastOperation]
}
