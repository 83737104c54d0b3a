/// What staff of an installation can see.
///
/// All methods throw ``FrontStoreError``.
package protocol OperatorStore: Sendable {
    /// Operations in progress, starting with the one that has made no progress for the longest time.
    func operations(limit: Int64) async throws -> [LiveOperation]

    /// All users, newest first, and their total number.
    func users(limit: Int64, offset: Int64) async throws -> (users: [ListedUser], count: Int64)

    /// The valid tokens of all users, newest first, each with its user's e-mail.
    func tokens(limit: Int64) async throws -> [OwnedToken]

    /// The remaining budget of the API, by token.
    func budgets() async throws -> [BudgetStanding]

    /// The findings of sweeps that still exist.
    func findings(limit: Int64) async throws -> [Finding]
}
