internal import Synchronization

/// Lets tasks wait for one socket, or for whoever calls ``wakeAll()``.
///
/// It works like an event count: a task takes ``generation`` first, then looks for what it needs, then waits for the
/// generation to move, and looks again when it has. A change between the look and the wait is not lost. That matters
/// because the bytes behind the change are gone from the socket: one operation on an SSH session may read what another
/// waits for, and the second half of a look may read what its first half found missing.
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
        /// What the kernel watches; nil while nobody waits for the socket.
        var watched: (socket: CInt, interest: Interest)?
    }

    private let reactor = SocketReactor.shared
    private let id = SocketReactor.shared.makeID()
    private let state = Mutex(State())

    package init() {}

    /// How often something may have changed so far.
    package var generation: UInt64 { state.withLock(\.generation) }

    /// Suspends until the socket is ready, somebody calls ``wakeAll()``, the deadline passes or the task is cancelled.
    ///
    /// - Parameters:
    ///   - seen: The ``generation`` from before the caller looked. When it has moved since, the wait ends at once.
    ///   - socket: Must stay open during the wait. All tasks that wait at the same time must name the same one, and no
    ///     other watch may.
    ///   - deadline: Nil to wait without end.
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
        // A cancellation after the wait leaves a mark that nobody else takes.
        defer { state.withLock { _ = $0.cancelled.remove(waiter) } }
        return await withTaskCancellationHandler(operation: wait) { cancel(waiter) }
    }

    /// Wakes every task that waits or is about to wait for what it looked for before.
    ///
    /// To be called before the socket is closed while tasks may wait for it.
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

    /// Wakes those whose deadline has passed and returns the earliest of the others'.
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

    /// Returns how the wait ended when it does not begin.
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
            // Before the kernel watches: an event of a watch that the reactor does not know is dropped.
            reactor.add(self, id: id, until: waiter.deadline)
            state.waiters[number] = waiter
            guard let socket else { return nil }
            let all = interest.union(state.watched?.interest ?? [])
            if reactor.watch(socket, for: all, id: id, again: state.watched != nil) {
                state.watched = (socket, all)
                return nil
            }
            // A socket that cannot be watched is broken; whoever uses it finds out how.
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

    /// Ends the kernel's watch before anybody is resumed, because the socket may be closed from then on.
    private func leaveIfIdle(_ state: inout State) {
        guard state.waiters.isEmpty else { return }
        if let socket = state.watched?.socket { reactor.unwatch(socket) }
        state.watched = nil
        reactor.remove(id: id)
    }
}
