import TestSupport
import Testing

/// Controls: a rule that is broken on purpose is noticed within a few histories.
@Suite struct SabotageTests {
    private static let histories: UInt64 = 3000

    @Test(arguments: Sabotage.allCases)
    func `a broken rule is noticed`(_ sabotage: Sabotage) async throws {
        let run = SimulationRun(seeds: 1..<(1 + Self.histories), sabotage: sabotage, failureLimit: 1)
        let failure = try #require(await run.run(threads: 2).failures.first)
        #expect(failure.violation != nil)
        #expect(!failure.story.isEmpty)
        #expect(failure.report.contains("moorage-lab replay \(failure.seed)"))
    }
}
