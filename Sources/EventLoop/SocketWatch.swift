internal import Synchronization

/// Lets tasks wait for one socket, or for a call of ``wakeAll()``.
///
/// It works like an event count: a task reads ``generation`` first, then checks its condition, then waits for the
/// generation to change, and checks again. A change between the check and the wait is not lost. This matters because
/// the bytes of a change are then gone from the socket: one operation on an SSH session may read what another waits
/// for, and the second half of a check may read what the first half missed.
package final class SocketWatch: Sendable {
    /// Why a wait ended.
    package enum Wake: Sendable {
        /// Something may have changed, or the socket is broken.
        case changed
        /// The deadline passed.
        case deadline
        /// The waiting task was cancelled.
        case cancelled
    }

    /// What a task waits for on a socket.
    package struct Interest: OptionSet, Sendable {
        package let rawValue: UInt8
        package static let read = Self(rawValue: 1)
        package static let write = Self(rawValue: 2)

        package init(rawValue: UInt8) { self.rawValue = rawValue }
    }

    private struct Waiter {
        var deadline: ContinuousClock.Instant?
        var continuation: CheckedContinuation<Wake, Never>
    }

    private struct State {
        var generation: UInt64 = 0
        var lastWaiter: UInt64 = 0
        var waiters: [UInt64: Waiter] = [:]
        /// Cancelled waiters that do not wait yet.
        var cancelled: Set<UInt64> = []
        /// What the kernel watches; nil while no task waits for the socket.
        var watched: (socket: CInt, interest: Interest)?
    }

    private let reactor = SocketReactor.shared
    private let id = SocketReactor.shared.makeID()
    private let state = Mutex(State())

    package init() {}

    /// How many possible changes there were so far.
    package var generation: UInt64 { state.withLock(\.generation) }

    /// Suspends until the socket is ready, ``wakeAll()`` is called, the deadline passes or the task is cancelled.
    ///
    /// - Parameters:
    ///   - seen: The ``generation`` that the caller read before its check. If it has changed since, the wait ends
    ///     immediately.
    ///   - socket: Must stay open during the wait. All tasks that wait at the same time must pass the same one, and no
    ///     other watch may use it.
    ///   - deadline: Nil to wait without a limit.
    ///   - cancellable: False while cleaning up after a cancellation.
    package func wait(
        since seen: UInt64,
        on socket: CInt? = nil,
        for interest: Interest = .read,
        until deadline: ContinuousClock.Instant?,
        cancellable: Bool = true
    ) async -> Wake {
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let wait = {
            await withCheckedContinuation { continuation in
                let entrant = Waiter(deadline: deadline, continuation: continuation)
                guard let known = self.enter(waiter, entrant, since: seen, on: socket, for: interest) else { return }
                continuation.resume(returning: known)
            }
        }
        guard cancellable else { return await wait() }
        // A cancellation after the wait leaves a mark that nothing else removes.
        defer { state.withLock { _ = $0.cancelled.remove(waiter) } }
        return await withTaskCancellationHandler(operation: wait) { cancel(waiter) }
    }

    /// Wakes every task that waits, or that is about to wait after its check.
    ///
    /// Must be called before the socket is closed while tasks may wait for it.
    package func wakeAll() {
        let waiters = state.withLock { state -> [Waiter] in
            state.generation += 1
            guard !state.waiters.isEmpty else { return [] }
            defer {
                state.waiters.removeAll(keepingCapacity: true)
                leaveIfIdle(&state)
            }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .changed) }
    }

    /// Wakes tasks whose deadline has passed and returns the earliest of the remaining deadlines.
    func expire(now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        let (expired, earliest) = state.withLock { state in
            let expired = state.waiters.filter { $0.value.deadline.map { $0 <= now } ?? false }
            for waiter in expired.keys { state.waiters[waiter] = nil }
            leaveIfIdle(&state)
            return (Array(expired.values), state.waiters.values.compactMap(\.deadline).min())
        }
        for waiter in expired { waiter.continuation.resume(returning: .deadline) }
        return earliest
    }

    /// Returns how the wait ended if it does not begin.
    private func enter(
        _ number: UInt64,
        _ waiter: Waiter,
        since seen: UInt64,
        on socket: CInt?,
        for interest: Interest
    ) -> Wake? {
        state.withLock { state in
            if state.cancelled.remove(number) != nil { return .cancelled }
            guard state.generation == seen else { return .changed }
            // Before the kernel watches, because the reactor drops events of an unknown watch.
            reactor.add(self, id: id, until: waiter.deadline)
            state.waiters[number] = waiter
            guard let socket else { return nil }
            let all = interest.union(state.watched?.interest ?? [])
            if reactor.watch(socket, for: all, id: id, again: state.watched != nil) {
                state.watched = (socket, all)
                return nil
            }
            // A socket that cannot be watched is broken; its user finds out.
            state.waiters[number] = nil
            leaveIfIdle(&state)
            return .changed
        }
    }

    private func cancel(_ number: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let waiter = state.waiters.removeValue(forKey: number) else {
                state.cancelled.insert(number)
                return nil
            }
            leaveIfIdle(&state)
            return waiter
        }
        waiter?.continuation.resume(returning: .cancelled)
    }

    /// Ends the kernel's watch before resuming anybody, because the socket may be closed from then on.
    private func leaveIfIdle(_ state: inout State) {
        guard state.waiters.isEmpty else { return }
        if let socket = state.watched?.socket { reactor.unwatch(socket) }
        state.watched = nil
        reactor.remove(id: id)
    }
}
