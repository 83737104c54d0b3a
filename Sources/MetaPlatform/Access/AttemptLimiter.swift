internal import Synchronization

/// Slows down whoever fails: some failures are free, each further one doubles the wait.
///
/// Counts are this process's own; failures are forgotten when nothing has failed for a while.
final class AttemptLimiter: Sendable {
    /// How strict a limiter is.
    struct Rule: Sendable {
        /// Failures without a wait: people mistype.
        var free: Int
        /// The wait behind the first failure that is not free.
        var firstWait: Duration
        /// The longest wait.
        var longestWait: Duration
        /// When all is forgotten.
        var memory: Duration
    }

    private struct Record {
        var failures: Int
        var openAt: ContinuousClock.Instant
        var forgottenAt: ContinuousClock.Instant
    }

    /// Bounds the memory under an attack from many addresses; the oldest are forgotten first.
    static let capacity = 65_536

    private let rule: Rule
    private let now: @Sendable () -> ContinuousClock.Instant
    private let records = Mutex<[String: Record]>([:])

    init(_ rule: Rule, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.rule = rule
        self.now = now
    }

    /// How long somebody must wait before trying again; nil when they need not.
    func wait(for key: String) -> Duration? {
        let now = now()
        return records.withLock { records in
            guard let record = records[key], record.forgottenAt > now, record.openAt > now else { return nil }
            return record.openAt - now
        }
    }

    /// Counts a failure.
    ///
    /// - Returns: how many there were, this one included.
    @discardableResult
    func noteFailure(of key: String) -> Int {
        let now = now()
        return records.withLock { records in
            if records.count >= Self.capacity { Self.shrink(&records, now) }
            var record = records[key] ?? Record(failures: 0, openAt: now, forgottenAt: now)
            if record.forgottenAt <= now { record.failures = 0 }
            record.failures += 1
            let excess = record.failures - rule.free
            if excess > 0 {
                // Thirty doublings are beyond every cap.
                record.openAt = now + min(rule.longestWait, rule.firstWait * (1 << min(excess - 1, 30)))
            }
            record.forgottenAt = max(record.openAt, now) + rule.memory
            records[key] = record
            return record.failures
        }
    }

    /// Forgets failures, because it was the right one after all.
    func noteSuccess(of key: String) { records.withLock { _ = $0.removeValue(forKey: key) } }

    private static func shrink(_ records: inout [String: Record], _ now: ContinuousClock.Instant) {
        records = records.filter { $0.value.forgottenAt > now }
        guard records.count >= capacity else { return }
        let oldest = records.sorted { $0.value.forgottenAt < $1.value.forgottenAt }.prefix(capacity / 4)
        for (key, _) in oldest { records.removeValue(forKey: key) }
    }
}
