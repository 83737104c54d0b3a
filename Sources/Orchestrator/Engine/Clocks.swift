internal import Workspaces

/// The time since it was created, by any clock: times of `any Clock` cannot be compared.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    /// Starts now.
    init(_ clock: any Clock<Duration>) {
        read = Self.reader(of: clock)
    }

    /// How long it has been running.
    var elapsed: Duration { read() }

    private static func reader<Ticks: Clock>(of clock: Ticks) -> @Sendable () -> Duration
    where Ticks.Duration == Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}

/// The database's clock, extrapolated between two readings with our own monotonic clock.
struct DatabaseClock {
    private let reading: Timestamp
    private let stopwatch: Stopwatch

    /// A reading of the database's clock that was just taken.
    init(reading: Timestamp, clock: any Clock<Duration>) {
        self.reading = reading
        self.stopwatch = Stopwatch(clock)
    }

    /// The current time.
    var now: Timestamp { reading + stopwatch.elapsed }
}

/// How long a lease is certainly held, by the holder's own clock: it counts from before the claim or the renewal was
/// sent, so it never ends later than in the database.
struct LeaseTerm: Sendable {
    private let sent: Stopwatch
    private let length: Duration

    /// A lease requested now.
    init(of length: Duration, clock: any Clock<Duration>) {
        self.sent = Stopwatch(clock)
        self.length = length
    }

    /// The remaining time; negative if it has expired.
    var remaining: Duration { length - sent.elapsed }

    /// Whether another daemon may have it by now.
    var isOver: Bool { remaining <= .zero }
}
