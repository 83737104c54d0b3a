/// A clock on which a sleep lasts until a test lets it end. One sleeper at a time.
final class PermittedClock: Clock {
    private let sleeps = AsyncStream<Void>.makeStream()
    private let permits = AsyncStream<Void>.makeStream()

    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        sleeps.continuation.yield()
        for await _ in permits.stream { return }
        throw CancellationError()
    }

    /// Returns when a sleep has begun.
    func slept() async {
        for await _ in sleeps.stream { return }
    }

    /// Ends the sleep that has begun.
    func permit() { permits.continuation.yield() }
}
