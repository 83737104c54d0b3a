internal import Foundation
internal import Synchronization

/// Many histories, on several threads: a history never waits, so it would block a cooperative thread.
package final class SimulationRun: Sendable {
    private struct Progress {
        var next: UInt64
        var failures: [SimulationResult] = []
        var statistics = SimulationStatistics()
        var running: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    /// Enough for the deepest chain of jobs that resume each other in one history.
    private static let stackSize = 8 << 20

    private let seeds: Range<UInt64>
    private let sabotage: Sabotage?
    private let failureLimit: Int
    private let progress: Mutex<Progress>

    /// Sets what to run.
    ///
    /// - Parameters:
    ///   - seeds: one history each.
    ///   - failureLimit: after this many broken rules no further history begins.
    package init(seeds: Range<UInt64>, sabotage: Sabotage? = nil, failureLimit: Int = 10) {
        self.seeds = seeds
        self.sabotage = sabotage
        self.failureLimit = failureLimit
        progress = Mutex(Progress(next: seeds.lowerBound, running: 0))
    }

    /// Runs all of them.
    ///
    /// - Returns: the histories that broke a rule, lowest seed first, and the counts of all.
    package func run(threads: Int) async -> (failures: [SimulationResult], statistics: SimulationStatistics) {
        progress.withLock { $0.running = threads }
        await withCheckedContinuation { continuation in
            progress.withLock { $0.waiter = continuation }
            for _ in 0..<threads {
                let thread = Thread { self.work() }
                thread.stackSize = Self.stackSize
                thread.start()
            }
        }
        return progress.withLock { progress in
            (progress.failures.sorted { $0.seed < $1.seed }, progress.statistics)
        }
    }

    private func work() {
        while let seed = takeSeed() {
            let result = Simulation.run(seed: seed, sabotage: sabotage)
            progress.withLock { progress in
                progress.statistics.add(result.statistics)
                if result.violation != nil { progress.failures.append(result) }
            }
        }
        let waiter = progress.withLock { progress -> CheckedContinuation<Void, Never>? in
            progress.running -= 1
            return progress.running == 0 ? progress.waiter : nil
        }
        waiter?.resume()
    }

    private func takeSeed() -> UInt64? {
        progress.withLock { progress in
            guard progress.next < seeds.upperBound, progress.failures.count < failureLimit else { return nil }
            defer { progress.next += 1 }
            return progress.next
        }
    }
}
