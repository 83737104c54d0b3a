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
