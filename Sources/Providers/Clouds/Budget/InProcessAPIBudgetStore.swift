/// Ledgers of this process alone: for commands that send a few calls, and for tests.
package actor InProcessAPIBudgetStore: APIBudgetStore {
    private var ledgers: [String: APIBudgetLedger] = [:]
    private let limits: APIBudgetLimits
    private let clock: APIBudgetClock

    /// Starts with unused budgets.
    package init(limits: APIBudgetLimits = APIBudgetLimits()) {
        self.init(limits: limits, clock: .system)
    }

    init(limits: APIBudgetLimits, clock: APIBudgetClock) {
        self.limits = limits
        self.clock = clock
    }

    /// Applies entries to an account's ledger.
    package func apply(_ entries: [APIBudgetEntry], to account: String) -> [APIBudgetDecision] {
        ledgers[account, default: APIBudgetLedger(limits: limits)].apply(entries, at: clock.monotonic())
    }

    /// What is left of an account's budget.
    package func remaining(of account: String) -> APIBudgetRemaining {
        (ledgers[account] ?? APIBudgetLedger(limits: limits)).remaining(at: clock.monotonic())
    }
}
