import Orchestrator
import Testing

@Suite("The bell")
struct WakeSignalTests {
    /// Waits on a clock that only the test advances.
    ///
    /// - Returns: whether the wait lasted until the test ended its time.
    private func wait(for signal: WakeSignal, then act: (HeldClock) -> Void) async -> Bool {
        let clock = HeldClock()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await signal.wait(atMost: .seconds(3600), clock: clock) }
            await clock.slept()
            act(clock)
        }
        return clock.sleepEndedByRelease
    }

    @Test("a signal ends a current wait", .timeLimit(.minutes(15)))
    func during() async {
        let signal = WakeSignal()
        #expect(await wait(for: signal) { _ in signal.wake() } == false)
    }

    @Test("signals while nobody waits count as one", .timeLimit(.minutes(15)))
    func before() async {
        let signal = WakeSignal()
        for _ in 0..<5 { signal.wake() }
        #expect(await wait(for: signal) { _ in } == false)
        #expect(await wait(for: signal) { $0.release() })
    }

    @Test("after a wait that timed out, the next one works as usual", .timeLimit(.minutes(15)))
    func afterItsTime() async {
        let signal = WakeSignal()
        for _ in 0..<3 { #expect(await wait(for: signal) { $0.release() }) }
        #expect(await wait(for: signal) { _ in signal.wake() } == false)
        #expect(await wait(for: signal) { $0.release() })
    }

    @Test("a cancel ends the wait and the signal keeps working", .timeLimit(.minutes(15)))
    func cancelled() async {
        let signal = WakeSignal()
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { await signal.wait(atMost: .seconds(3600), clock: HeldClock()) }
        }
        #expect(await wait(for: signal) { $0.release() })
    }
}
