internal import Synchronization

/// Interrupts an operation's task from outside.
final class OperationControl: Sendable {
    private struct State {
        var interruption: Interruption?
        var waiter: CheckedContinuation<Void, Never>?
        var term: LeaseTerm
    }

    private let state: Mutex<State>

    /// For an operation that is held for a term.
    init(term: LeaseTerm) { state = Mutex(State(term: term)) }

    /// How long the operation is certainly held.
    var term: LeaseTerm { state.withLock(\.term) }

    /// The lease was renewed.
    func renew(_ term: LeaseTerm) { state.withLock { $0.term = term } }

    /// The current interruption, if any. A lost lease overrides everything else.
    var interruption: Interruption? { state.withLock(\.interruption) }

    /// Interrupts the task; a later, weaker reason does not replace a stronger one.
    func interrupt(_ interruption: Interruption) {
        let waiter = state.withLock { state in
            if Self.strength(interruption) > state.interruption.map(Self.strength) ?? 0 {
                state.interruption = interruption
            }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// The state machine has been notified of the cancel.
    func cancelDelivered() {
        state.withLock { state in
            if case .cancel = state.interruption { state.interruption = nil }
        }
    }

    /// Returns when there is an interruption, or when the waiting task is cancelled. One waiter at a time.
    func interrupted() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || state.interruption != nil { return true }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    private static func strength(_ interruption: Interruption) -> Int {
        switch interruption {
        case .cancel: 1
        case .drain: 2
        case .leaseLost: 3
        }
    }
}

/// Why the work on an operation is interrupted.
enum Interruption: Sendable {
    /// Somebody cancelled the operation: the state machine is notified.
    case cancel
    /// The lease is gone: nothing more may be done or written.
    case leaseLost
    /// The daemon stops: the lease is given back and another daemon continues.
    case drain
}
