/// What the staff of an installation looks at.
///
/// All methods throw ``FrontStoreError``.
package protocol OperatorStore: Sendable {
    /// What is under way, that which stands still longest first.
    func operations(limit: Int64) async throws -> [LiveOperation]

    /// All users, newest first, and how many there are.
    func users(limit: Int64, offset: Int64) async throws -> (users: [ListedUser], count: Int64)

    /// Everybody's tokens that are good, newest first, each with its user's e-mail.
    func tokens(limit: Int64) async throws -> [OwnedToken]

    /// What is left of the API's limits, by token.
    func budgets() async throws -> [BudgetStanding]

    /// What sweeps found and what is still there.
    func findings(limit: Int64) async throws -> [Finding]
}
