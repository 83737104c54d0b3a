import Synchronization
import Workspaces

@testable import Providers

/// Time that advances on command, for both sides of an API.
final class VirtualClock: Sendable {
    private let time = Mutex(Duration.zero)

    var budgetClock: APIBudgetClock {
        APIBudgetClock(
            monotonic: { self.time.withLock { $0 } },
            wall: { Double((Sample.start + self.time.withLock { $0 }).microseconds) / 1_000_000 }
        )
    }

    var now: Timestamp { Sample.start + time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 += duration }
    }
}
