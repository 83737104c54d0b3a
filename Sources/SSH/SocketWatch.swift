internal import Synchronization

/// Those who wait for one socket.
///
/// It works like an event count: whoever waits takes ``generation`` first, then looks at what it waits for, then waits
/// for the generation to move on, and begins again when it has. A change between the look and the wait is not lost,
/// which matters because the bytes that made it are gone from the socket: one operation on a session may read what
/// another waits for, and the second half of a look may read what its first half found missing.
final class SocketWatch: Sendable {
    /// Why a wait ended.
    enum Wake: Sendable {
        /// Something may have changed.
        case changed
        /// The deadline passed.
        case deadline
        /// The waiting task was cancelled.
        case cancelled
    }

    private struct Waiter {
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Wake, Never>
    }

    private struct State {
        var waiters: [UInt64: Waiter] = [:]
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0
        var generation: UInt64 = 0
    }

    let id: UInt64
    let descriptor: Int32
    private let poller: SocketPoller
    private let state = Mutex(State())

    init(id: UInt64, descriptor: Int32, poller: SocketPoller) {
        self.id = id
        self.descriptor = descriptor
        self.poller = poller
    }

    /// How often something may have changed so far.
    var generation: UInt64 { state.withLock(\.generation) }

    /// Suspends until the socket is readable (or writable, when that is asked for), somebody calls ``wakeAll()``,
    /// the deadline passes or the task is cancelled.
    ///
    /// - Parameters:
    ///   - seen: The ``generation`` before the caller looked; when it has moved on since, there is nothing to wait for.
    ///   - cancellable: False while cleaning up after a cancellation.
    func wait(
        since seen: UInt64,
        writable: Bool,
        deadline: ContinuousClock.Instant,
        cancellable: Bool = true
    ) async -> Wake {
        let id = newID()
        guard cancellable else { return await wait(id, since: seen, writable: writable, deadline: deadline) }
        return await withTaskCancellationHandler {
            await wait(id, since: seen, writable: writable, deadline: deadline)
        } onCancel: {
            cancel(id)
        }
    }

    /// Wakes everybody, and whoever is about to wait for what it looked at before.
    func wakeAll() {
        let waiters = state.withLock { state in
            state.generation += 1
            defer { state.waiters.removeAll(keepingCapacity: true) }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .changed) }
    }

    /// Wakes those whose deadline has passed and returns the earliest of the others'.
    func expire(now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        let (expired, earliest) = state.withLock { state in
            let expired = state.waiters.filter { $0.value.deadline <= now }
            for id in expired.keys { state.waiters[id] = nil }
            return (Array(expired.values), state.waiters.values.map(\.deadline).min())
        }
        for waiter in expired { waiter.continuation.resume(returning: .deadline) }
        return earliest
    }

    /// Ends the watch: nobody may wait any more. Must be called before the descriptor is closed.
    func end() {
        poller.remove(self)
        wakeAll()
    }

    private func newID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    private func wait(
        _ id: UInt64,
        since seen: UInt64,
        writable: Bool,
        deadline: ContinuousClock.Instant
    ) async -> Wake {
        let wake = await withCheckedContinuation { continuation in
            let known: Wake? = state.withLock { state in
                if state.cancelled.remove(id) != nil { return .cancelled }
                if state.generation != seen { return .changed }
                state.waiters[id] = Waiter(deadline: deadline, continuation: continuation)
                return nil
            }
            if let known { return continuation.resume(returning: known) }
            poller.arm(self, writable: writable)
            poller.schedule(deadline)
        }
        _ = state.withLock { $0.cancelled.remove(id) }
        return wake
    }

    /// Runs at any time: before the wait began, while it lasts, or after it ended (then the mark is removed by the
    /// waiter, or is one word that dies with the session).
    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state in
            if let waiter = state.waiters.removeValue(forKey: id) { return Optional(waiter) }
            state.cancelled.insert(id)
            return nil
        }
        waiter?.continuation.resume(returning: .cancelled)
    }
}
