/// The request budget of one API token: every request of the process passes it.
public actor APIBudget {
    private var ledger: APIBudgetLedger
    private let clock: APIBudgetClock

    /// Starts with an unused budget.
    public init() {
        self.init(ledger: APIBudgetLedger(), clock: .system)
    }

    init(ledger: APIBudgetLedger, clock: APIBudgetClock) {
        self.ledger = ledger
        self.clock = clock
    }

    /// What is left, for metrics.
    public func remaining() -> APIBudgetRemaining {
        ledger.remaining(at: clock.monotonic())
    }

    /// Counts a request that is about to be sent.
    ///
    /// - Throws: ``ProviderError`` with `.waitForBudget` when there is no room for its class.
    func admit(_ callClass: APIBudgetCallClass) throws(ProviderError) {
        switch ledger.request(callClass, at: clock.monotonic()) {
        case .granted: return
        case .wait(let duration):
            throw ProviderError(
                .waitForBudget(duration),
                "The budget of API requests is used up; asking again in \(duration.components.seconds + 1) s."
            )
        }
    }

    /// Takes in what an answer says; nil when there was none. Called once for each admitted request.
    func settle(_ report: APIBudgetReport?) {
        ledger.settle(report, at: clock.monotonic())
    }
}
