import FailPoints
import Orchestrator
import Testing

/// The real program dies at every fail point, the API shows every fault, and nothing is created twice, left behind or
/// lost. `scripts/reliability.sh` runs every pair of the two.
@Suite(.enabled("needs root and mount namespaces", { try await LoopbackHost.isAvailable() }))
struct FailPointTests {
    /// How many lives share the fail points of a cloud workspace. Adjacent ones are in different lives, because dying
    /// at one can make the next impossible.
    static let strides = 9

    /// Every fail point once and every fault at least once. A daemon that dies costs a lease, so one life serves
    /// several: every ninth of a cloud workspace's fail points, in order.
    static let trials: [Trial] = {
        let points = Lifecycle.failPoints(of: .cloud)
        let cloud = (0..<strides).map { start in
            let chosen = stride(from: start, to: points.count, by: strides).map { points[$0] }
            return Trial(failPoints: chosen, fault: fault(for: chosen, start))
        }
        let others = Scenario.allCases.filter { $0 != .cloud }.map {
            Trial(scenario: $0, failPoints: Lifecycle.failPoints(of: $0))
        }
        let particular = [
            Trial(failPoints: ["effect.create_server.before"] + Lifecycle.afterTheWindow),
            Trial(failPoints: Lifecycle.unclear, fault: .lostReply),
            Trial(scenario: .deployed, failPoints: ["release.after"]),
            Trial(failPoints: ["effect.destroy_servers.after"], fault: .lostRemoval),
            Trial(failPoints: ["effect.await_server.after"], fault: .acceptedThenGone),
            Trial(failPoints: ["commit.failed.after"], fault: .errorAfterAccept),
        ]
        return longestFirst(cloud + others + particular)
    }()

    /// A create call without an answer has no fail point after the answer; the others combine with everything.
    private static func fault(for failPoints: [String], _ number: Int) -> APIFault {
        let harmless: [APIFault] = [.tooManyRequests, .lateVisibility, .lateTags, .none]
        return harmless[number % harmless.count]
    }

    /// Those that wait for the visibility window begin first: they take by far the longest, and little of the machine.
    static func longestFirst(_ trials: [Trial]) -> [Trial] {
        trials.filter(takesWindow) + trials.filter { !takesWindow($0) }
    }

    /// A daemon that died when a create call was its next action may have sent it.
    private static func takesWindow(_ trial: Trial) -> Bool {
        !Set(trial.failPoints).isDisjoint(with: ["commit.server_prepared.after", "effect.create_server.before"])
    }

    @Test func `the trials leave no fail point out`() {
        let tried = Set(Self.trials.flatMap(\.failPoints).map { $0.prefix { $0 != ":" } })
        let missing = FailPoint.catalogue.map(\.name).filter { !tried.contains($0[...]) }
        #expect(missing.isEmpty)
    }

    @Test func `the trials leave no fault out`() {
        #expect(Set(Self.trials.map(\.fault)) == Set(APIFault.allCases))
    }

    @Test(.timeLimit(.minutes(15)))
    func `whatever dies where, nothing is created twice, left behind or lost`() async throws {
        try await TrialRunner.run(Self.trials) { trial, result in
            switch result {
            case .success(let outcome):
                #expect(
                    outcome.leftovers == WorldCount(),
                    "\(trial.testDescription)\n\(outcome.story.joined(separator: "\n"))"
                )
                #expect(outcome.reached == trial.failPoints, "\(trial.testDescription)")
                #expect(outcome.unexpected.isEmpty, "\(trial.testDescription)")
            case .failure(let error): Issue.record("\(trial.testDescription): \(error)")
            }
        }
    }
}
