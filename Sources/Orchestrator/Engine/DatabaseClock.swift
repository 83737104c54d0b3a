internal import WorkspaceModel

/// The database's clock, carried on between two readings by our own monotonic one.
struct DatabaseClock {
    private let reading: Timestamp
    private let readAt: ContinuousClock.Instant

    /// A reading of the database's clock that was made just now.
    init(reading: Timestamp) {
        self.reading = reading
        self.readAt = .now
    }

    /// The present moment.
    var now: Timestamp { reading + (ContinuousClock.now - readAt) }
}
