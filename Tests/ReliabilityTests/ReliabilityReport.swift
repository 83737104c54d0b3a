import Foundation
import Testing

/// The figures of `docs/reliability.md`; `scripts/reliability.sh` runs it.
@Suite(
    .enabled(
        "runs by scripts/reliability.sh: it takes a quarter of an hour",
        {
            guard ProcessInfo.processInfo.environment["MOORAGE_RELIABILITY_REPORT"] != nil else { return false }
            return try await LoopbackHost.isAvailable()
        }
    ),
    .serialized
)
struct ReliabilityReport {
    private static let rounds = 20

    /// The result of all lives under one fault.
    private struct Tally {
        var lives = 0
        var asked = 0
        var reached = 0
        var leftovers = WorldCount()
    }

    @Test func `every fail point with every fault`() async throws {
        var tallies: [APIFault: Tally] = [:]
        let trials = APIFault.allCases.flatMap(Self.trials)
        try await TrialRunner.run(FailPointTests.longestFirst(trials), width: 10) { trial, result in
            switch result {
            case .success(let outcome):
                var tally = tallies[trial.fault] ?? Tally()
                tally.lives += 1
                tally.asked += trial.failPoints.count
                tally.reached += outcome.reached.count
                tally.leftovers = tally.leftovers + outcome.leftovers
                tallies[trial.fault] = tally
                let story = outcome.story.joined(separator: "\n")
                #expect(outcome.leftovers == WorldCount(), "\(trial.testDescription)\n\(story)")
                #expect(outcome.reached == trial.failPoints, "\(trial.testDescription)")
            case .failure(let error): Issue.record("\(trial.testDescription): \(error)")
            }
        }
        for fault in APIFault.allCases {
            let tally = tallies[fault] ?? Tally()
            print(
                "\(fault.rawValue): \(tally.lives) lives, died at \(tally.reached) of \(tally.asked); \(tally.leftovers)"
            )
        }
        let reached = tallies.values.map(\.reached).reduce(0, +)
        let asked = tallies.values.map(\.asked).reduce(0, +)
        let total = tallies.values.map(\.leftovers).reduce(WorldCount(), +)
        print("all: died at \(reached) of \(asked) pairs of fail point and fault; \(total)")
    }

    @Test func `takeover after a kill`() async throws {
        let takeovers = try await Self.measure { try await TakeoverTrial.run(leaseSeconds: 10) }
        #expect(takeovers.allSatisfy { $0.isSameStep && $0.runs == 1 && $0.leftovers == WorldCount() })
        print("takeover, lease 10 s: \(Self.summary(takeovers.map(\.takeover)))")
    }

    @Test func `cancel to a verified stop of the run`() async throws {
        let stops = try await Self.measure { try await CancelTrial.run() }
        #expect(stops.allSatisfy { $0.isGone })
        #expect(stops.map(\.leftovers).reduce(WorldCount(), +) == WorldCount())
        print("cancel to verified stop: \(Self.summary(stops.map(\.stop)))")
    }

    /// A create call without an answer has no commit of its answer.
    private static func trials(with fault: APIFault) -> [Trial] {
        let impossible: Set =
            fault == .lostReply || fault == .errorAfterAccept
            ? ["commit.server_created.before", "commit.server_created.after"] : []
        let points = Lifecycle.failPoints(of: .cloud)
        return (0..<FailPointTests.strides).map { start in
            let chosen = stride(from: start, to: points.count, by: FailPointTests.strides).map { points[$0] }
            return Trial(failPoints: chosen.filter { !impossible.contains($0) }, fault: fault)
        }
    }

    /// A few at a time, because the load of the machine should not be measured.
    private static func measure<Value: Sendable>(
        _ body: @Sendable @escaping () async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            var values: [Value] = []
            for _ in 0..<4 { group.addTask { try await body() } }
            var begun = 4
            while let value = try await group.next() {
                values.append(value)
                guard begun < rounds else { continue }
                begun += 1
                group.addTask { try await body() }
            }
            return values
        }
    }

    private static func summary(_ durations: [Duration]) -> String {
        let sorted = durations.map { Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18 }.sorted()
        let texts = [0.5, 0.95, 1].map { part in
            let index = min(Int((Double(sorted.count) * part).rounded(.up)) - 1, sorted.count - 1)
            return String(Double(Int(sorted[max(index, 0)] * 100)) / 100)
        }
        return "p50 \(texts[0]) s, p95 \(texts[1]) s, most \(texts[2]) s of \(sorted.count)"
    }
}
