/// The codes by which client apps find workspaces.
///
/// All methods throw ``FrontStoreError``.
package protocol OneTimePasswordStore: Sendable {
    /// Stores a code.
    func add(
        _ code: String,
        to workspace: WorkspaceNumber,
        lifetime: Duration,
        maxUses: Int64,
        limit: Int64
    ) async throws -> OneTimePassword.Outcome

    /// The codes of a workspace, or of all workspaces of an owner, newest first, and how many there are in all.
    func list(
        _ scope: OneTimePassword.Scope,
        limit: Int64,
        offset: Int64
    ) async throws -> (codes: [OneTimePassword], count: Int64)

    /// Makes a code invalid.
    ///
    /// - Parameter owner: nil for whoever owns it.
    /// - Returns: the code; nil when there is none such of the owner.
    func revoke(_ id: Int64, owner: Int64?) async throws -> OneTimePassword?

    /// Uses a code once, if it is good, and records by whom: one that may be used n times is accepted n times however
    /// many ask at once.
    ///
    /// - Returns: nil for a code that is unknown, expired, used up, revoked, or of a workspace that is going.
    func use(_ code: String, from address: String) async throws -> DiscoveredWorkspace?
}
