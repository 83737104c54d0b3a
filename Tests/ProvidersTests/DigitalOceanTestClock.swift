import Synchronization

@testable import Providers

/// A clock that advances on command.
final class TestClock: Sendable {
    /// A time in 2026, in seconds since 1970.
    static let start = 1_790_000_000.0

    private let time = Mutex(Duration.zero)

    var clock: APIBudgetClock {
        APIBudgetClock(
            monotonic: { self.time.withLock { $0 } },
            wall: { Self.start + Double(self.time.withLock { $0 }.components.seconds) }
        )
    }

    func advance(by duration: Duration) {
        time.withLock { $0 += duration }
    }
}
