import DequeModule
import Synchronization

/// Lets tasks share a connection, one statement at a time, in the order of their requests.
final class TurnQueue: Sendable {
    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var isTaken = false
        var waiters: Deque<Waiter> = []
        var lastNumber: UInt64 = 0
        var left: Set<UInt64> = []
    }

    private let state = Mutex(State())

    /// Waits for the turn.
    ///
    /// - Returns: false if the task was cancelled first; the turn is then not taken.
    func take() async -> Bool {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        defer { state.withLock { _ = $0.left.remove(number) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { enter(Waiter(number: number, continuation: $0)) }
        } onCancel: {
            leave(number)
        }
    }

    /// Same as ``take()``, also in a cancelled task.
    func takeRegardless() async {
        _ = await withCheckedContinuation { enter(Waiter(number: 0, continuation: $0)) }
    }

    /// Passes the turn to the next waiting task.
    func release() {
        let next = state.withLock { state -> Waiter? in
            let next = state.waiters.popFirst()
            state.isTaken = next != nil
            return next
        }
        next?.continuation.resume(returning: true)
    }

    private func enter(_ waiter: Waiter) {
        let outcome = state.withLock { state -> Bool? in
            if state.left.contains(waiter.number) { return false }
            if state.isTaken {
                state.waiters.append(waiter)
                return nil
            }
            state.isTaken = true
            return true
        }
        if let outcome { waiter.continuation.resume(returning: outcome) }
    }

    private func leave(_ number: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
                state.left.insert(number)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}
