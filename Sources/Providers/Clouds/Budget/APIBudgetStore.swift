/// Where the ledgers of API tokens live: in this process, or where all daemons share them.
package protocol APIBudgetStore: Sendable {
    /// Applies entries to an account's ledger, all of them or none, as if nobody else did at the same time.
    ///
    /// - Parameter account: names the token without giving it away.
    /// - Throws: ``ProviderError`` with `.waitForBudget` when the ledger cannot be reached: then nothing may be sent.
    func apply(
        _ entries: [APIBudgetEntry],
        to account: String
    ) async throws(ProviderError) -> [APIBudgetDecision]

    /// What is left of an account's budget.
    ///
    /// - Throws: ``ProviderError`` when the ledger cannot be reached.
    func remaining(of account: String) async throws(ProviderError) -> APIBudgetRemaining
}
