internal import Workspaces

/// The time since it was made, by any clock: `any Clock` tells no times that could be compared.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    /// Starts now.
    init(_ clock: any Clock<Duration>) {
        read = Self.reader(of: clock)
    }

    /// How long it runs.
    var elapsed: Duration { read() }

    private static func reader<Ticks: Clock>(of clock: Ticks) -> @Sendable () -> Duration
    where Ticks.Duration == Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}

/// The database's clock, carried on between two readings by our own monotonic one.
struct DatabaseClock {
    private let reading: Timestamp
    private let stopwatch: Stopwatch

    /// A reading of the database's clock that was made just now.
    init(reading: Timestamp, clock: any Clock<Duration>) {
        self.reading = reading
        self.stopwatch = Stopwatch(clock)
    }

    /// The present moment.
    var now: Timestamp { reading + stopwatch.elapsed }
}

/// How long a lease is still held for sure, by the holder's own clock: it counts from before the claim or the renewal was
/// sent, so that it never ends later than in the database.
struct LeaseTerm: Sendable {
    private let sent: Stopwatch
    private let length: Duration

    /// A lease that is asked for now.
    init(of length: Duration, clock: any Clock<Duration>) {
        self.sent = Stopwatch(clock)
        self.length = length
    }

    /// What is left of it; negative when it is over.
    var remaining: Duration { length - sent.elapsed }

    /// Whether somebody else may have it by now.
    var isOver: Bool { remaining <= .zero }
}
