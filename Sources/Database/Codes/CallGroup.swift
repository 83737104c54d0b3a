internal import DequeModule
internal import Postgres
internal import Synchronization

/// Carries out together what many tasks ask for at the same time: one statement, one commit and one round trip for all
/// of them, instead of one for each.
///
/// A task that finds a free place leads: it carries out its own call and all that wait, and hands its place on. So
/// nobody waits for company, groups grow by themselves under load, and everything happens inside the tasks that asked.
/// A group never has two calls with the same key; the second waits for the next group.
final class CallGroup<Input: Sendable, Output: Sendable>: Sendable {
    /// A call that waits for its group.
    private struct Waiting {
        let key: String
        let input: Input
        let continuation: CheckedContinuation<Turn, any Error>
    }

    private enum Turn {
        /// Carried out by somebody else.
        case done(Output)
        /// To carry out itself, with others.
        case lead
    }

    private struct State {
        var leaders = 0
        var waiting: Deque<Waiting> = []
    }

    /// Too many wait already.
    struct IsFull: Error {}

    private let width: Int
    private let size: Int
    private let room: Int
    private let perform: @Sendable ([Input]) async throws -> [Output]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - width: the most groups at a time.
    ///   - size: the most calls in a group.
    ///   - room: the most calls that wait.
    ///   - perform: carries out a group; it has one output for each input, in their order. It throws
    ///     `PostgresError` with code `cancelled` only when nothing took effect; the others are then tried again.
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
    /// A call that waits does not heed the cancellation of its task: the group's end answers it.
    ///
    /// - Throws: what `perform` throws, for all calls of a group; ``IsFull``.
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
            precondition(outputs.count == others.count + 1, "a call without an answer would wait for ever")
            for (call, output) in zip(others, outputs.dropFirst()) {
                call.continuation.resume(returning: .done(output))
            }
            return outputs[0]
        } catch {
            if (error as? PostgresError)?.code == .cancelled {
                // The leader's cancellation is not the others'. The server gave the statement up, so it took no effect.
                state.withLock { $0.waiting.prepend(contentsOf: others) }
            } else {
                for call in others { call.continuation.resume(throwing: error) }
            }
            throw error
        }
    }

    /// Takes waiting calls for a group, the longest waiting first.
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

    /// Gives the place to whoever waits longest.
    private func handOn() {
        let next = state.withLock { state -> Waiting? in
            let next = state.waiting.popFirst()
            if next == nil { state.leaders -= 1 }
            return next
        }
        next?.continuation.resume(returning: .lead)
    }
}
