internal import Synchronization

/// A value that a thread of ours hands over once, to one waiter who may give up before.
final class DeadlineBox<Value: Sendable>: Sendable {
    enum Outcome: Sendable {
        case finished(Value)
        case deadline
        case cancelled
    }

    private enum State {
        /// Nobody waits and nothing came. May become any other.
        case empty
        /// Becomes `done`.
        case waiting(CheckedContinuation<Outcome, Never>)
        /// The first outcome stands.
        case done(Outcome)
    }

    private let state = Mutex(State.empty)

    /// Hands the value over; does nothing when the waiter has given up.
    func finish(_ value: Value) { complete(.finished(value)) }

    /// Waits for the value. To be called once.
    func value(until deadline: ContinuousClock.Instant) async -> Outcome {
        await withTaskGroup(of: Void.self, returning: Outcome.self) { group in
            group.addTask {
                // The sleep throws when the group is cancelled because the outcome is there.
                if (try? await Task.sleep(until: deadline, clock: .continuous)) != nil { self.complete(.deadline) }
            }
            let outcome = await withTaskCancellationHandler {
                await withCheckedContinuation { self.wait($0) }
            } onCancel: {
                self.complete(.cancelled)
            }
            group.cancelAll()
            return outcome
        }
    }

    private func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
        let outcome: Outcome? = state.withLock { state in
            if case .done(let outcome) = state { return outcome }
            state = .waiting(continuation)
            return nil
        }
        if let outcome { continuation.resume(returning: outcome) }
    }

    private func complete(_ outcome: Outcome) {
        let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            defer { if case .done = state {} else { state = .done(outcome) } }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        continuation?.resume(returning: outcome)
    }
}
