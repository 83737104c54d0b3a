import FoundationEssentials

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
