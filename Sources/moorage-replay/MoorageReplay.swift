internal import ArgumentParser
package import TestSupport

/// Runs histories of the simulated world: one to read, or many to find one that breaks a rule.
@main
struct MoorageReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moorage-replay",
        abstract: "Replays a history of the simulated world, or runs many (docs/simulation.md)."
    )

    @Argument(help: "The seed of the history to replay and print.")
    var seed: UInt64?

    @Option(help: "Run so many histories instead, and report the rate.")
    var histories: UInt64 = 20_000

    @Option(help: "The first seed of many.")
    var from: UInt64 = 1

    @Option(help: "How many threads run histories.")
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
        for line in result.lines { print(line) }
        print("\(result.lines.count) events, \(result.statistics.simulatedSeconds) simulated seconds")
        guard let violation = result.violation else { return }
        print("seed \(seed): \(violation.rule.rawValue): \(violation.detail)")
        throw ExitCode.failure
    }

    private func runMany() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let run = SimulationRun(seeds: from..<(from + histories), sabotage: sabotage)
        let (failures, statistics) = await run.run(threads: threads)
        let elapsed = clock.now - start
        for failure in failures { print(failure.report) }
        print(Summary.text(of: statistics, failures: failures.count, elapsed: elapsed))
        guard failures.isEmpty else { throw ExitCode.failure }
    }
}

extension Sabotage: ExpressibleByArgument {}
