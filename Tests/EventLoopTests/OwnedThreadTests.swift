import Dispatch
import EventLoop
import Testing

/// Blocking calls run elsewhere, and nobody waits for them longer than intended.
@Suite(.timeLimit(.minutes(15)))
struct OwnedThreadTests {
    @Test func `a result is delivered`() async {
        let outcome = await OwnedThread.call(name: "test", until: .now + .seconds(600)) { 42 }
        guard case .finished(42) = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    @Test func `a wait ends at its deadline`() async {
        let gate = DispatchSemaphore(value: 0)
        defer { gate.signal() }
        let outcome = await OwnedThread.call(name: "test", until: .now + .milliseconds(1)) { gate.wait() }
        guard case .deadline = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    @Test func `a cancelled task does not wait for the thread`() async {
        let gate = DispatchSemaphore(value: 0)
        defer { gate.signal() }
        let waiting = Task {
            await OwnedThread.call(name: "test", until: .now + .seconds(600)) { gate.wait() }
        }
        waiting.cancel()
        guard case .cancelled = await waiting.value else { return #expect(Bool(false), "it was not cancelled") }
    }

    @Test func `a wait that is not cancellable lasts in a cancelled task`() async {
        let gate = DispatchSemaphore(value: 0)
        let waiting = Task {
            await OwnedThread.call(name: "test", until: .now + .seconds(600), cancellable: false) { gate.wait() }
        }
        waiting.cancel()
        gate.signal()
        guard case .finished = await waiting.value else { return #expect(Bool(false), "it did not wait") }
    }
}
