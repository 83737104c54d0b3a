internal import DequeModule
internal import Postgres
internal import Synchronization

/// Combines calls that many tasks make at the same time into one statement, one commit and one round trip.
///
/// A task that finds a free slot leads: it carries out its own call and all waiting ones, and passes the slot on. So
/// nobody waits for others to join, groups grow under load without tuning, and everything happens inside the calling
/// tasks. A group never contains two calls with the same key; the second waits for the next group.
final class CallGroup<Input: Sendable, Output: Sendable>: Sendable {
    /// A call that waits for its group.
    private struct Waiting {
        let key: String
        let input: Input
        let continuation: CheckedContinuation<Turn, any Error>
    }

    private enum Turn {
        /// Another task carries it out.
        case done(Output)
        /// To be carried out by this task, with others.
        case lead
    }

    private struct State {
        var leaders = 0
        var waiting: Deque<Waiting> = []
    }

    /// Too many calls are already waiting.
    struct IsFull: Error {}

    private let width: Int
    private let size: Int
    private let room: Int
    private let perform: @Sendable ([Input]) async throws -> [Output]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - width: the maximum number of concurrent groups.
    ///   - size: the maximum number of calls in a group.
    ///   - room: the maximum number of waiting calls.
    ///   - perform: carries out a group; it returns one output for each input, in the same order. It throws
    ///     `PostgresError` with code `cancelled` only if nothing took effect; the other calls are then tried again.
    init(
        width: Int,
        size: Int,
        room: Int,
        perform: @escaping @Sendable ([Input]) async throws -> [Output]
    ) {
        self.width = width
        self.size = size
        self.room = room
        self.perform = perform
    }

    /// How many calls wait for a group.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Carries out a call in a group.
    ///
    /// A waiting call ignores the cancellation of its task and is answered when the group ends.
    ///
    /// - Throws: the error that `perform` throws, for all calls of a group; ``IsFull``.
    func call(_ input: Input, key: String) async throws -> Output {
        let turn = try await withCheckedThrowingContinuation { continuation in
            enter(Waiting(key: key, input: input, continuation: continuation))
        }
        switch turn {
        case .done(let output): return output
        case .lead: return try await lead(input, key: key)
        }
    }

    private func enter(_ call: Waiting) {
        let outcome = state.withLock { state -> Result<Turn, any Error>? in
            if state.leaders < width {
                state.leaders += 1
                return .success(.lead)
            }
            guard state.waiting.count < room else { return .failure(IsFull()) }
            state.waiting.append(call)
            return nil
        }
        if let outcome { call.continuation.resume(with: outcome) }
    }

    private func lead(_ input: Input, key: String) async throws -> Output {
        let others = take(besides: key)
        defer { handOn() }
        do {
            let outputs = try await perform([input] + others.map(\.input))
            precondition(outputs.count == others.count + 1, "a call without an answer would wait forever")
            for (call, output) in zip(others, outputs.dropFirst()) {
                call.continuation.resume(returning: .done(output))
            }
            return outputs[0]
        } catch {
            if (error as? PostgresError)?.code == .cancelled {
                // The leader's cancellation must not affect the others. The server cancelled the statement, so it had
                // no effect.
                state.withLock { $0.waiting.prepend(contentsOf: others) }
            } else {
                for call in others { call.continuation.resume(throwing: error) }
            }
            throw error
        }
    }

    /// Takes waiting calls for a group, starting with the oldest.
    private func take(besides key: String) -> [Waiting] {
        state.withLock { state in
            var keys: Set<String> = [key]
            var taken: [Waiting] = []
            var left: Deque<Waiting> = []
            for call in state.waiting {
                if taken.count < size - 1, keys.insert(call.key).inserted {
                    taken.append(call)
                } else {
                    left.append(call)
                }
            }
            state.waiting = left
            return taken
        }
    }

    /// Passes the slot to the call that has waited longest.
    private func handOn() {
        let next = state.withLock { state -> Waiting? in
            let next = state.waiting.popFirst()
            if next == nil { state.leaders -= 1 }
            return next
        }
        next?.continuation.resume(returning: .lead)
    }
}
