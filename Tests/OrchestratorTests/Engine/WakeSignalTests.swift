import Orchestrator
import Testing

@Suite("The bell")
struct WakeSignalTests {
    /// Waits on a clock that only the test moves.
    ///
    /// - Returns: whether the wait lasted until the test let its time be over.
    private func wait(for signal: WakeSignal, then act: (HeldClock) -> Void) async -> Bool {
        let clock = HeldClock()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await signal.wait(atMost: .seconds(3600), clock: clock) }
            await clock.slept()
            act(clock)
        }
        return clock.sleepEndedByRelease
    }

    @Test("a ring ends a wait that is under way", .timeLimit(.minutes(15)))
    func during() async {
        let signal = WakeSignal()
        #expect(await wait(for: signal) { _ in signal.wake() } == false)
    }

    @Test("rings while nobody listens are heard once", .timeLimit(.minutes(15)))
    func before() async {
        let signal = WakeSignal()
        for _ in 0..<5 { signal.wake() }
        #expect(await wait(for: signal) { _ in } == false)
        #expect(await wait(for: signal) { $0.release() })
    }

    @Test("after a wait whose time was over, the next one waits and is rung as ever", .timeLimit(.minutes(15)))
    func afterItsTime() async {
        let signal = WakeSignal()
        for _ in 0..<3 { #expect(await wait(for: signal) { $0.release() }) }
        #expect(await wait(for: signal) { _ in signal.wake() } == false)
        #expect(await wait(for: signal) { $0.release() })
    }

    @Test("a cancel ends the wait and leaves the bell whole", .timeLimit(.minutes(15)))
    func cancelled() async {
        let signal = WakeSignal()
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { await signal.wait(atMost: .seconds(3600), clock: HeldClock()) }
        }
        #expect(await wait(for: signal) { $0.release() })
    }
}
