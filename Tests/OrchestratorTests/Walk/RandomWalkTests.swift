import Orchestrator
import Testing
import Workspaces

@Suite("Random walks against a model of the world")
struct RandomWalkTests {
    private static let seedsPerPart = 125

    @Test("no walk breaks a rule, leaves anything behind, or runs forever", arguments: 0..<20)
    func walk(part: Int) {
        for seed in part * Self.seedsPerPart..<(part + 1) * Self.seedsPerPart {
            var walk = RandomWalk(seed: UInt64(seed))
            do {
                try walk.run()
            } catch {
                Issue.record("seed \(seed), after \(walk.transitions) transitions: \(error)")
            }
        }
    }

    @Test("the walks end in every way")
    func coverage() throws {
        var outcomes: Set<OperationOutcome> = []
        var repairs: Set<OperationOutcome> = []
        var kept = 0
        var longest = 0
        for seed in 0..<200 {
            var walk = RandomWalk(seed: UInt64(seed))
            try walk.run()
            outcomes.formUnion(walk.outcomes)
            repairs.formUnion(walk.repairs)
            kept += walk.hasKept ? 1 : 0
            longest = max(longest, walk.transitions)
        }
        #expect(outcomes == [.succeeded, .failed, .cancelled])
        #expect(repairs == [.succeeded, .failed, .cancelled])
        #expect(kept > 3)
        #expect(longest > 60)
    }
}
