internal import Synchronization

/// Those who wait for one socket.
///
/// It works like a condition variable: whoever waits looks again at what it waits for when it is woken, and waits
/// again if that is not there. All are woken together, because one operation on a session may read what another
/// waits for.
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

    /// Suspends until the socket is readable (or writable, when that is asked for), somebody calls ``wakeAll()``,
    /// the deadline passes or the task is cancelled.
    ///
    /// - Parameter cancellable: False while cleaning up after a cancellation.
    func wait(writable: Bool, deadline: ContinuousClock.Instant, cancellable: Bool = true) async -> Wake {
        guard cancellable else { return await wait(newID(), writable: writable, deadline: deadline) }
        let id = newID()
        return await withTaskCancellationHandler {
            await wait(id, writable: writable, deadline: deadline)
        } onCancel: {
            cancel(id)
        }
    }

    /// Wakes everybody.
    func wakeAll() {
        let waiters = state.withLock { state in
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

    private func wait(_ id: UInt64, writable: Bool, deadline: ContinuousClock.Instant) async -> Wake {
        let wake = await withCheckedContinuation { continuation in
            let isCancelled = state.withLock { state in
                if state.cancelled.remove(id) != nil { return true }
                state.waiters[id] = Waiter(deadline: deadline, continuation: continuation)
                return false
            }
            guard !isCancelled else { return continuation.resume(returning: .cancelled) }
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
