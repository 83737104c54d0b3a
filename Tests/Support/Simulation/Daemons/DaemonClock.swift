/// A daemon's monotonic clock: the world's, minus the time that the daemon slept without noticing.
struct DaemonClock: Clock {
    struct Instant: InstantProtocol {
        let microseconds: Int64

        func advanced(by duration: Duration) -> Instant {
            Instant(microseconds: microseconds + duration.wholeMicroseconds)
        }

        func duration(to other: Instant) -> Duration { .microseconds(other.microseconds - microseconds) }

        static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }
    }

    let timeline: Timeline
    let link: DaemonLink

    var now: Instant { Instant(microseconds: timeline.now - link.clockLag) }

    var minimumResolution: Duration { .microseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await timeline.sleepUnlessCancelled(deadline.microseconds - now.microseconds)
        await link.pass()
        try Task.checkCancellation()
    }
}

extension Duration {
    /// Rounded up, so that a sleeper never wakes before its end.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + (attoseconds + 999_999_999_999) / 1_000_000_000_000
    }
}
