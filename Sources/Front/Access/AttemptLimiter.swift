internal import DequeModule
internal import Synchronization

/// Slows down whoever fails: some failures are free, each further one doubles the wait.
///
/// An attempt counts while its outcome is open as if it had failed, so that a burst is no way past the limit; whoever
/// comes when no free one is left waits in line for an outcome, and right ones lose only that time. Counts are this
/// process's own; failures are forgotten when nothing has failed for a while.
final class AttemptLimiter: Sendable {
    /// How strict a limiter is.
    struct Rule: Sendable {
        /// Failures without a wait: people mistype.
        var free: Int
        /// The wait behind the first failure that is not free.
        var firstWait: Duration
        /// The longest wait.
        var longestWait: Duration
        /// When all is forgotten: so long after the last failure, in a window after the first.
        var memory: Duration
        /// How many more may be open at once where attempts were right of late; nothing fails there, as a rule.
        var trust = 0
        /// Whether it closes at the last free failure and until all is forgotten, instead of doubling waits.
        var isWindow = false

        /// So many failures in each such time.
        static func window(_ length: Duration, free: Int) -> Rule {
            Rule(free: free, firstWait: length, longestWait: length, memory: length, isWindow: true)
        }
    }

    private struct Record {
        var failures = 0
        var openAt: ContinuousClock.Instant
        var forgottenAt: ContinuousClock.Instant
        /// Attempts without an outcome yet.
        var open = 0
        /// Right attempts since the last failure, up to the rule's trust, and until when they count.
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

    /// Bounds the memory under an attack from many addresses; the oldest are forgotten first.
    static let capacity = 65_536
    /// Whoever comes behind so many waits for longer than a client does.
    static let longestLine = 256
    /// Right attempts count for so long.
    private static let creditTime = Duration.seconds(60)
    /// What those behind a full line are told.
    private static let fullLineWait = Duration.seconds(1)

    private let rule: Rule
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(_ rule: Rule, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.rule = rule
        self.now = now
    }

    /// Begins an attempt, behind others whose outcome decides whether it may be.
    ///
    /// - Returns: nil when it has begun, and then ``end(_:hasFailed:)`` must follow; otherwise how long to wait.
    /// - Throws: `CancellationError` while it waits in line.
    func begin(_ key: String) async throws -> Duration? {
        let now = now()
        switch state.withLock({ admit(key, now, &$0) }) {
        case .begun: return nil
        case .wait(let duration): return duration
        case .line: return try await standInLine(key)
        }
    }

    /// Tells an attempt's outcome.
    ///
    /// - Returns: how many failures there were, this one included.
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

    /// How many stand in line.
    func waitingCount(_ key: String) -> Int { state.withLock { $0.records[key]?.line.count ?? 0 } }

    /// How long somebody must wait before trying again; nil when they need not.
    func wait(for key: String) -> Duration? {
        let now = now()
        return state.withLock { state in state.records[key].flatMap { closure(of: $0, now) } }
    }

    /// Counts a failure.
    ///
    /// - Returns: how many there were, this one included.
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

    /// Counts what is limited whether it fails or not, if there need be no wait.
    ///
    /// - Returns: nil when it was counted; otherwise how long to wait.
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

    /// Forgets failures, because it was the right one after all.
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

    /// What is known of a key, what is over forgotten.
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

    /// Whether even a failure of all that are open leaves one more free; behind the free ones it is one at a time.
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
            // Thirty doublings are beyond every cap.
            record.openAt = now + min(rule.longestWait, rule.firstWait * (1 << min(excess - 1, 30)))
        }
        record.forgottenAt = max(record.openAt, now) + rule.memory
    }

    /// Whom an outcome lets go on, and whom it refuses.
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
                    // Cancelled before there was anything to take out of the line.
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
