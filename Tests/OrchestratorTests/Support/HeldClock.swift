import Synchronization

/// A clock on which a sleep lasts until a test ends it, or it is cancelled. One sleeper at a time.
final class HeldClock: Clock {
    private struct State {
        var sleeper: CheckedContinuation<Void, Never>?
        var sleepEndedByRelease = false
    }

    /// How often other tasks may run before a sleep counts as begun: enough for all that are ready.
    private static let yields = 200

    private let state = Mutex(State())
    private let began = AsyncStream<Void>.makeStream()

    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }

    /// Whether a sleep ended because a test ended it.
    var sleepEndedByRelease: Bool { state.withLock(\.sleepEndedByRelease) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        for _ in 0..<Self.yields { await Task.yield() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    state.sleeper = continuation
                    return false
                }
                if isCancelled { continuation.resume() }
                began.continuation.yield()
            }
        } onCancel: {
            takeSleeper()?.resume()
        }
        try Task.checkCancellation()
    }

    /// Returns when a sleep has begun, or ended before it could begin.
    func slept() async {
        for await _ in began.stream { return }
    }

    /// Ends the sleep.
    func release() {
        guard let sleeper = takeSleeper() else { return }
        state.withLock { $0.sleepEndedByRelease = true }
        sleeper.resume()
    }

    private func takeSleeper() -> CheckedContinuation<Void, Never>? {
        state.withLock { state in
            defer { state.sleeper = nil }
            return state.sleeper
        }
    }
}
