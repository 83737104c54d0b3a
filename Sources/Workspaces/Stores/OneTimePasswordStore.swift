/// The codes with which client apps find workspaces.
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

    /// The codes of a workspace, or of all workspaces of an owner, newest first, and their total number.
    func list(
        _ scope: OneTimePassword.Scope,
        limit: Int64,
        offset: Int64
    ) async throws -> (codes: [OneTimePassword], count: Int64)

    /// Invalidates a code.
    ///
    /// - Parameter owner: nil for any owner.
    /// - Returns: the code; nil if the owner has none like it.
    func revoke(_ id: Int64, owner: Int64?) async throws -> OneTimePassword?

    /// Uses a code once, if it is valid, and records the user: a code that may be used n times is accepted n times,
    /// however many ask at once.
    ///
    /// - Returns: nil for a code that is unknown, expired, used up, revoked, or of a workspace that is being removed.
    func use(_ code: String, from address: String) async throws -> DiscoveredWorkspace?
}
