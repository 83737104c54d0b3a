/// One thing that a ledger is told.
package enum APIBudgetEntry: Hashable, Sendable {
    /// A call is wanted.
    case request(APIBudgetRequest)
    /// A granted call has ended; the report is nil when no answer came.
    case settle(grant: Int, APIBudgetReport?)
    /// Granted calls will not be sent.
    case giveBack([Int])
}
