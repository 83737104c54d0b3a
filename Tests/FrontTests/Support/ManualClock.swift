import Synchronization

/// Time that advances on command.
final class ManualClock: Sendable {
    private let present = Mutex(ContinuousClock.now)

    func now() -> ContinuousClock.Instant { present.withLock { $0 } }

    func advance(by duration: Duration) { present.withLock { $0 += duration } }
}
