/// The database's clock, which all daemons read: carried on by our own monotonic one since the last reading.
struct SharedClock {
    private let own: @Sendable () -> Duration
    private let isAlone: Bool
    private var ahead = Duration.zero

    /// Carried on by the machine's clock.
    init() {
        let start = ContinuousClock.now
        own = { ContinuousClock.now - start }
        isAlone = false
    }

    /// A test's clock, which is all the time there is.
    init(virtual: @escaping @Sendable () -> Duration) {
        own = virtual
        isAlone = true
    }

    var reading: Duration { own() + ahead }

    mutating func read(_ now: Duration) {
        if !isAlone { ahead = now - own() }
    }
}
