/// The leave to send one call; to be settled when the call has ended.
struct APIBudgetGrant: Sendable {
    /// Names the token that it holds for.
    let account: String
    /// The ledger's number of the call.
    let number: Int
}
