internal import DequeModule
internal import Synchronization

/// Slows down repeated failures: some are free, then each further failure doubles the wait.
///
/// An attempt in flight counts as a failure, so that a burst cannot exceed the limit. While all free attempts are in
/// flight, further ones queue for an outcome, and correct ones lose only that time. Each process has its own counts;
/// failures are forgotten after a time without failures.
final class AttemptLimiter: Sendable {
    /// The strictness of a limiter.
    struct Rule: Sendable {
        /// Free failures: people mistype.
        var free: Int
        /// The wait after the first failure that is not free.
        var firstWait: Duration
        /// The longest wait.
        var longestWait: Duration
        /// When everything is forgotten: this long after the last failure or, in a window, after the first.
        var memory: Duration
        /// How many more attempts may be in flight if recent ones were correct; such attempts rarely fail.
        var trust = 0
        /// Whether it closes after the last free failure until everything is forgotten, instead of doubling waits.
        var isWindow = false

        /// This many failures in each such period.
        static func window(_ length: Duration, free: Int) -> Rule {
            Rule(free: free, firstWait: length, longestWait: length, memory: length, isWindow: true)
        }
    }

    private struct Record {
        var failures = 0
        var openAt: ContinuousClock.Instant
        var forgottenAt: ContinuousClock.Instant
        /// Attempts in flight.
        var open = 0
        /// Correct attempts since the last failure, up to the rule's trust, and until when they count.
        var credit = 0
        var creditUntil: ContinuousClock.Instant
        var line: Deque<Waiter> = []

        var isInUse: Bool { open > 0 || !line.isEmpty }
    }

    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Duration?, any Error>
    }

    private struct State {
        var records: [String: Record] = [:]
        var lastWaiter: UInt64 = 0
    }

    private enum Admission {
        case begun
        case wait(Duration)
        case line
    }

    /// Bounds the memory under an attack from many addresses; the oldest entries are dropped first.
    static let capacity = 65_536
    /// A caller behind this many others would wait longer than a client does.
    static let longestLine = 256
    /// How long correct attempts count.
    private static let creditTime = Duration.seconds(60)
    /// The answer to callers behind a full queue.
    private static let fullLineWait = Duration.seconds(1)

    private let rule: Rule
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(_ rule: Rule, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.rule = rule
        self.now = now
    }

    /// Begins an attempt, queueing behind attempts in flight whose outcome decides whether it is allowed.
    ///
    /// - Returns: nil if it has begun, and then ``end(_:hasFailed:)`` must follow; otherwise how long to wait.
    /// - Throws: `CancellationError` while it queues.
    func begin(_ key: String) async throws -> Duration? {
        let now = now()
        switch state.withLock({ admit(key, now, &$0) }) {
        case .begun: return nil
        case .wait(let duration): return duration
        case .line: return try await standInLine(key)
        }
    }

    /// Reports an attempt's outcome.
    ///
    /// - Returns: the number of failures, including this one.
    @discardableResult
    func end(_ key: String, hasFailed: Bool) -> Int {
        let now = now()
        let (failures, admitted) = state.withLock { state -> (Int, [(Waiter, Duration?)]) in
            guard var record = state.records[key] else { return (0, []) }
            record.open -= 1
            if record.forgottenAt <= now { record.failures = 0 }
            if hasFailed { count(&record, now) } else { credit(&record, now) }
            let admitted = admitWaiting(&record, now)
            state.records[key] = record.isInUse || max(record.forgottenAt, record.creditUntil) > now ? record : nil
            return (record.failures, admitted)
        }
        for (waiter, answer) in admitted { waiter.continuation.resume(returning: answer) }
        return failures
    }

    /// The length of the queue.
    func waitingCount(_ key: String) -> Int { state.withLock { $0.records[key]?.line.count ?? 0 } }

    /// How long a caller must wait before the next attempt; nil if not at all.
    func wait(for key: String) -> Duration? {
        let now = now()
        return state.withLock { state in state.records[key].flatMap { closure(of: $0, now) } }
    }

    /// Counts a failure.
    ///
    /// - Returns: the number of failures, including this one.
    @discardableResult
    func noteFailure(of key: String) -> Int {
        let now = now()
        return state.withLock { state in
            var record = record(key, now, &state)
            count(&record, now)
            state.records[key] = record
            return record.failures
        }
    }

    /// Counts an attempt that is limited whether it fails or not, unless it must wait.
    ///
    /// - Returns: nil if it was counted; otherwise how long to wait.
    func take(_ key: String) -> Duration? {
        let now = now()
        return state.withLock { state in
            var record = record(key, now, &state)
            if let wait = closure(of: record, now) { return wait }
            count(&record, now)
            state.records[key] = record
            return nil
        }
    }

    /// Forgets the failures, because the attempt was correct after all.
    func noteSuccess(of key: String) {
        let now = now()
        state.withLock { state in
            guard var record = state.records[key] else { return }
            (record.failures, record.openAt, record.forgottenAt) = (0, now, now)
            state.records[key] = record.isInUse ? record : nil
        }
    }

    // The rest is called with the state locked.

    private func closure(of record: Record, _ now: ContinuousClock.Instant) -> Duration? {
        record.forgottenAt > now && record.openAt > now ? record.openAt - now : nil
    }

    /// The entry for a key, without expired failures.
    private func record(_ key: String, _ now: ContinuousClock.Instant, _ state: inout State) -> Record {
        guard var record = state.records[key] else {
            if state.records.count >= Self.capacity { Self.shrink(&state.records, now) }
            return Record(openAt: now, forgottenAt: now, creditUntil: now)
        }
        if record.forgottenAt <= now { record.failures = 0 }
        if record.creditUntil <= now { record.credit = 0 }
        return record
    }

    private func admit(_ key: String, _ now: ContinuousClock.Instant, _ state: inout State) -> Admission {
        var record = record(key, now, &state)
        if let wait = closure(of: record, now) { return .wait(wait) }
        guard hasRoom(record) else {
            return record.line.count < Self.longestLine ? .line : .wait(Self.fullLineWait)
        }
        record.open += 1
        state.records[key] = record
        return .begun
    }

    /// Whether another attempt would be free even if all in flight fail; after the free ones they run one at a time.
    private func hasRoom(_ record: Record) -> Bool {
        record.open == 0 || record.failures + record.open < rule.free + record.credit
    }

    private func credit(_ record: inout Record, _ now: ContinuousClock.Instant) {
        guard rule.trust > 0 else { return }
        record.credit = min(rule.trust, (record.creditUntil > now ? record.credit : 0) + 1)
        record.creditUntil = now + Self.creditTime
    }

    private func count(_ record: inout Record, _ now: ContinuousClock.Instant) {
        record.failures += 1
        record.credit = 0
        if rule.isWindow {
            if record.failures == 1 { record.forgottenAt = now + rule.memory }
            if record.failures >= rule.free { record.openAt = record.forgottenAt }
            return
        }
        let excess = record.failures - rule.free
        if excess > 0 {
            // Thirty doublings exceed every cap.
            record.openAt = now + min(rule.longestWait, rule.firstWait * (1 << min(excess - 1, 30)))
        }
        record.forgottenAt = max(record.openAt, now) + rule.memory
    }

    /// The callers that an outcome admits, and those that it refuses.
    private func admitWaiting(_ record: inout Record, _ now: ContinuousClock.Instant) -> [(Waiter, Duration?)] {
        if let wait = closure(of: record, now) {
            defer { record.line = [] }
            return record.line.map { ($0, wait) }
        }
        var admitted: [(Waiter, Duration?)] = []
        while hasRoom(record), let next = record.line.popFirst() {
            record.open += 1
            admitted.append((next, nil))
        }
        return admitted
    }

    private func standInLine(_ key: String) async throws -> Duration? {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now = now()
                let answer: Result<Duration?, any Error>? = state.withLock { state in
                    // Cancelled before it was in the queue.
                    guard !Task.isCancelled else { return .failure(CancellationError()) }
                    switch admit(key, now, &state) {
                    case .begun: return .success(nil)
                    case .wait(let duration): return .success(duration)
                    case .line:
                        state.records[key]?.line.append(Waiter(number: number, continuation: continuation))
                        return nil
                    }
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.records[key]?.line.firstIndex(where: { $0.number == number }) else {
                    return nil
                }
                return state.records[key]?.line.remove(at: index)
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private static func shrink(_ records: inout [String: Record], _ now: ContinuousClock.Instant) {
        records = records.filter { $0.value.isInUse || max($0.value.forgottenAt, $0.value.creditUntil) > now }
        guard records.count >= capacity else { return }
        let oldest = records.filter { !$0.value.isInUse }.sorted { $0.value.forgottenAt < $1.value.forgottenAt }
        for (key, _) in oldest.prefix(capacity / 4) { records.removeValue(forKey: key) }
    }
}
