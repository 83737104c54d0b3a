import Foundation
import Testing

/// The figures of `docs/reliability.md`; `scripts/reliability.sh` runs it.
@Suite(
    .enabled(
        "runs by scripts/reliability.sh: it takes half an hour",
        {
            guard ProcessInfo.processInfo.environment["MOORAGE_RELIABILITY_REPORT"] != nil else { return false }
            return try await LoopbackHost.isAvailable()
        }
    ),
    .serialized
)
struct ReliabilityReport {
    private static let rounds = 24

    @Test func `every fail point with every fault`() async throws {
        var total = WorldCount()
        var reached = 0
        var expected = 0
        for fault in APIFault.allCases {
            let trials = Self.trials(with: fault)
            let started = ContinuousClock.now
            var count = WorldCount()
            var died = 0
            try await TrialRunner.run(trials) { trial, result in
                switch result {
                case .success(let outcome):
                    count = count + outcome.leftovers
                    died += outcome.reached.count
                    #expect(
                        outcome.leftovers == WorldCount(),
                        "\(trial.testDescription)\n\(outcome.story.joined(separator: "\n"))"
                    )
                    #expect(outcome.reached == trial.failPoints, "\(trial.testDescription)")
                case .failure(let error): Issue.record("\(trial.testDescription): \(error)")
                }
            }
            let asked = trials.map(\.failPoints.count).reduce(0, +)
            print(
                "\(fault.rawValue): \(trials.count) lives, died at \(died) of \(asked) fail points, \(count), "
                    + "\((ContinuousClock.now - started).components.seconds) s"
            )
            total = total + count
            reached += died
            expected += asked
        }
        print("all: died at \(reached) of \(expected) pairs of fail point and fault; \(total)")
        #expect(total == WorldCount())
    }

    @Test func `takeover after a kill`() async throws {
        let takeovers = try await Self.measure { try await TakeoverTrial.run(leaseSeconds: 10) }
        #expect(takeovers.allSatisfy { $0.isSameStep && $0.runs == 1 && $0.leftovers == WorldCount() })
        print("takeover, lease 10 s: \(Self.summary(takeovers.map(\.takeover)))")
    }

    @Test func `cancel to a verified stop of the run`() async throws {
        let stops = try await Self.measure { try await CancelTrial.run() }
        #expect(stops.allSatisfy { $0.leftovers == WorldCount() })
        print("cancel to verified stop: \(Self.summary(stops.map(\.stop)))")
    }

    /// A create call whose answer got lost has no commit of its answer.
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

    /// A few at a time: what is measured is not how busy the machine is.
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
