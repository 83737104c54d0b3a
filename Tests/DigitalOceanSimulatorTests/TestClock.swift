import Foundation
import Synchronization

/// A time that advances on command.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_790_000_000))

    var now: @Sendable () -> Date { { self.time.withLock { $0 } } }

    func advance(by seconds: Double) { time.withLock { $0 = $0.addingTimeInterval(seconds) } }
}
