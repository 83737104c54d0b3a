/// The database's clock, which all daemons use, extrapolated with our own monotonic clock since the last reading.
struct SharedClock {
    private let own: @Sendable () -> Duration
    private let isAlone: Bool
    private var ahead = Duration.zero

    /// Extrapolated with the machine's clock.
    init() {
        let start = ContinuousClock.now
        own = { ContinuousClock.now - start }
        isAlone = false
    }

    /// A test's clock, which is the only time.
    init(virtual: @escaping @Sendable () -> Duration) {
        own = virtual
        isAlone = true
    }

    var reading: Duration { own() + ahead }

    mutating func read(_ now: Duration) {
        if !isAlone { ahead = now - own() }
    }
}
