import FoundationEssentials

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

/// The two clocks that budgets and caches read; tests hand in their own.
struct APIBudgetClock: Sendable {
    /// Time since some fixed moment, never going back.
    let monotonic: @Sendable () -> Duration
    /// Seconds since 1970, for times that an API names.
    let wall: @Sendable () -> Double

    /// The machine's clocks.
    static let system: Self = {
        let start = ContinuousClock.now
        return Self(
            monotonic: { ContinuousClock.now - start },
            wall: { Date().timeIntervalSince1970 }
        )
    }()
}
