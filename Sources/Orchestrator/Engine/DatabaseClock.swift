internal import Workspaces

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
