import Orchestrator
import TestSupport
import Testing
import Workspaces

/// The engine in the simulated world: whatever goes wrong, no rule is broken.
@Suite struct HistoryTests {
    /// Every change must pass this; docs/simulation.md says how to run more.
    private static let histories: UInt64 = 20_000

    @Test func `no history breaks a rule`() async {
        let run = SimulationRun(seeds: 1..<(1 + Self.histories))
        let (failures, statistics) = await run.run(threads: 2)
        for failure in failures { Issue.record("\(failure.report)") }
        guard failures.isEmpty else { return }
        #expect(statistics.histories == Int(Self.histories))
        // The worlds are as intended: everything happens in some of them.
        #expect(Set(statistics.outcomes.keys) == [.succeeded, .failed, .cancelled])
        #expect(Set(statistics.repairs.keys) == [.succeeded, .failed, .cancelled])
        #expect(statistics.kept > 100)
        #expect(statistics.takeovers > 1000)
        #expect(statistics.deaths > 1000)
        #expect(statistics.lateExtras > 0)
    }

    @Test(arguments: [1, 3, 17, 99, 1029] as [UInt64])
    func `the same seed is the same history`(seed: UInt64) {
        let first = Simulation.run(seed: seed, keepsLines: true)
        let second = Simulation.run(seed: seed, keepsLines: true)
        #expect(first.lines.count > 10)
        #expect(first.lines == second.lines)
        #expect(Simulation.run(seed: seed + 1, keepsLines: true).lines != first.lines)
    }
}
