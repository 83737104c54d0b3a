internal import ArgumentParser
import CommandOutput
package import TestSupport
import Workspaces

/// `moorage-lab replay`
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replays one history of the simulated world, or runs many to find one that breaks a rule."
    )

    @Argument(help: "The seed of one history to replay and print.")
    var seed: UInt64?

    @Option(help: "Without a seed: how many histories to run.")
    var histories: UInt64 = 20_000

    @Option(help: "Without a seed: the first one.")
    var from: UInt64 = 1

    @Option(help: "The number of threads that run histories.")
    var threads = 2

    @Option(help: "Break a rule on purpose: \(Sabotage.allCases.map(\.rawValue).joined(separator: ", ")).")
    var sabotage: Sabotage?

    func validate() throws {
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads is \(threads); allowed are 1 to 256.")
        }
    }

    func run() async throws {
        if let seed { try replay(seed) } else { try await runMany() }
    }

    private func replay(_ seed: UInt64) throws {
        let result = Simulation.run(seed: seed, sabotage: sabotage, keepsLines: true)
        for line in result.lines { Terminal.line(line) }
        Terminal.line("\(result.lines.count) events, \(result.statistics.simulatedSeconds) simulated seconds")
        guard let violation = result.violation else { return }
        throw CommandFailure("Seed \(seed) broke the rule \(violation.rule.rawValue): \(violation.detail)")
    }

    private func runMany() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let run = SimulationRun(seeds: from..<(from + histories), sabotage: sabotage)
        let (failures, statistics) = await run.run(threads: threads)
        let elapsed = clock.now - start
        for failure in failures { Terminal.line(failure.report) }
        Terminal.line(Self.summary(of: statistics, failures: failures.count, elapsed: elapsed))
        guard failures.isEmpty else { throw CommandFailure("\(failures.count) histories broke a rule.") }
    }

    private static func summary(of statistics: SimulationStatistics, failures: Int, elapsed: Duration) -> String {
        let (seconds, attoseconds) = elapsed.components
        let time = Double(seconds) + Double(attoseconds) / 1e18
        let histories = max(statistics.histories, 1)
        let outcomes = [OperationOutcome.succeeded, .failed, .cancelled]
            .map { "\(statistics.outcomes[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        return """
            \(statistics.histories) histories in \(Int(time * 10) / 10) s: \
            \(Int(Double(statistics.histories) / time)) per second, \(failures) broke a rule
            \(statistics.events / histories) events, \(statistics.jobs / histories) jobs and \
            \(statistics.simulatedSeconds / histories) simulated seconds in one on average
            \(statistics.transitions) transitions; operations: \(outcomes); \(statistics.takeovers) takeovers; \
            \(statistics.deaths) deaths of daemons
            \(statistics.creates) create calls, \(statistics.lateExtras) droplets too late for anybody who looked; \
            \(statistics.lateRecords) DNS writes too late; \(statistics.runs) runs
            """
    }
}

extension Sabotage: ExpressibleByArgument {}
