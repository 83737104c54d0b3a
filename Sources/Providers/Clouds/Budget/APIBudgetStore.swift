import FoundationEssentials

/// Where the ledgers of API tokens are stored: in this process, or where all daemons share them.
package protocol APIBudgetStore: Sendable {
    /// Applies entries to an account's ledger, atomically.
    ///
    /// - Parameter account: identifies the token without revealing it.
    /// - Throws: ``ProviderError`` with `.waitForBudget` if the ledger cannot be reached: then nothing may be sent.
    func apply(
        _ entries: [APIBudgetEntry],
        to account: String
    ) async throws(ProviderError) -> [APIBudgetDecision]

    /// The remaining budget of an account.
    ///
    /// - Throws: ``ProviderError`` if the ledger cannot be reached.
    func remaining(of account: String) async throws(ProviderError) -> APIBudgetRemaining
}

/// Ledgers of only this process: for commands that send a few calls, and for tests.
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

    /// The remaining budget of an account.
    package func remaining(of account: String) -> APIBudgetRemaining {
        (ledgers[account] ?? APIBudgetLedger(limits: limits)).remaining(at: clock.monotonic())
    }
}

/// The two clocks of budgets and caches; tests pass their own.
struct APIBudgetClock: Sendable {
    /// Time since some fixed moment, never going back.
    let monotonic: @Sendable () -> Duration
    /// Seconds since 1970, for times in an API's answers.
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
