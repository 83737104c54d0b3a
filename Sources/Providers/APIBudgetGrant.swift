/// The leave to send one call; to be settled when the call has ended.
struct APIBudgetGrant: Sendable {
    let account: String
    let number: Int
}
