import Postgres
import Synchronization
import Testing

@testable import Database

@Suite("Calls carried out together", .timeLimit(.minutes(5)))
struct CallGroupTests {
    /// Holds groups until the test releases them, and records them.
    private final class Gate: Sendable {
        private struct State {
            var groups: [[String]] = []
            var held: [CheckedContinuation<Void, any Error>] = []
        }

        private let state = Mutex(State())

        var groups: [[String]] { state.withLock { $0.groups } }

        func pass(_ inputs: [String]) async throws -> [String] {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { state in
                    state.groups.append(inputs.sorted())
                    state.held.append(continuation)
                }
            }
            return inputs.map { "did \($0)" }
        }

        func reached(_ count: Int) async {
            while groups.count < count { await Task.yield() }
        }

        func open(_ result: Result<Void, any Error> = .success(())) {
            let next = state.withLock { $0.held.removeFirst() }
            next.resume(with: result)
        }
    }

    private func group(_ gate: Gate, size: Int = 8, room: Int = 8) -> CallGroup<String, String> {
        CallGroup(width: 1, size: size, room: room) { try await gate.pass($0) }
    }

    /// Starts a call and returns when it leads or waits.
    private func start(
        _ input: String,
        in group: CallGroup<String, String>,
        waiting: Int
    ) async -> Task<String, any Error> {
        let task = Task { try await group.call(input, key: String(input.prefix(1))) }
        while group.waitingCount < waiting { await Task.yield() }
        return task
    }

    @Test("a call during a group joins the next one, and no key occurs twice in it")
    func together() async throws {
        let gate = Gate()
        let group = group(gate)
        let first = await start("a", in: group, waiting: 0)
        await gate.reached(1)
        var others: [Task<String, any Error>] = []
        for (index, input) in ["b1", "c", "b2", "d"].enumerated() {
            others.append(await start(input, in: group, waiting: index + 1))
        }
        gate.open()
        #expect(try await first.value == "did a")
        await gate.reached(2)
        #expect(gate.groups[1] == ["b1", "c", "d"])
        gate.open()
        await gate.reached(3)
        gate.open()
        var answers: [String] = []
        for other in others { answers.append(try await other.value) }
        #expect(answers == ["did b1", "did c", "did b2", "did d"])
        #expect(gate.groups.count == 3 && gate.groups[2] == ["b2"])
    }

    @Test("a group has its size, and calls beyond the queue are refused")
    func bounds() async throws {
        let gate = Gate()
        let group = group(gate, size: 2, room: 3)
        let first = await start("a", in: group, waiting: 0)
        await gate.reached(1)
        var others: [Task<String, any Error>] = []
        for (index, input) in ["b", "c", "d"].enumerated() {
            others.append(await start(input, in: group, waiting: index + 1))
        }
        await #expect(throws: CallGroup<String, String>.IsFull.self) { try await group.call("e", key: "e") }
        for count in 2...4 {
            gate.open()
            if count < 4 { await gate.reached(count) }
        }
        for task in [first] + others { _ = try await task.value }
        #expect(gate.groups == [["a"], ["b", "c"], ["d"]])
    }

    @Test("an error is shared by the group, and the next group continues")
    func errors() async throws {
        let gate = Gate()
        let group = group(gate, size: 2)
        let first = await start("a", in: group, waiting: 0)
        await gate.reached(1)
        let second = await start("b", in: group, waiting: 1)
        let third = await start("c", in: group, waiting: 2)
        gate.open()
        #expect(try await first.value == "did a")
        await gate.reached(2)
        gate.open(.failure(PostgresError(.connectionLost, "gone")))
        for task in [second, third] { await #expect(throws: PostgresError.self) { try await task.value } }
        let fourth = await start("d", in: group, waiting: 0)
        await gate.reached(3)
        gate.open()
        #expect(try await fourth.value == "did d")
    }

    @Test("a cancelled leader affects nobody else")
    func cancellation() async throws {
        let gate = Gate()
        let group = group(gate)
        let first = await start("a", in: group, waiting: 0)
        await gate.reached(1)
        let second = await start("b", in: group, waiting: 1)
        let third = await start("c", in: group, waiting: 2)
        gate.open()
        _ = try await first.value
        await gate.reached(2)
        gate.open(.failure(PostgresError(.cancelled, "the task was cancelled")))
        await #expect(throws: PostgresError.self) { try await second.value }
        await gate.reached(3)
        #expect(gate.groups[2] == ["c"])
        gate.open()
        #expect(try await third.value == "did c")
    }
}
