import Orchestrator
internal import Synchronization
import Workspaces

/// One history: daemons, users and mishaps of one seed, until everything is at rest and torn down again.
final class SimulatedWorld: Sendable {
    /// Everything must be over within this time after the last fault: some steps wait for minutes, and resources kept
    /// for debugging stay for an hour.
    private static let patience: Int64 = 7_200_000_000
    /// More jobs than any moment needs; detects tasks that loop while no time passes.
    private static let jobLimit = 20_000

    let parts: WorldParts
    let daemons: [SimulatedDaemon]
    private let jobs = Mutex(0)

    var timeline: Timeline { parts.around.timeline }
    var history: History { parts.around.history }
    var database: InMemoryDatabase { parts.around.database }

    init(seed: UInt64, sabotage: Sabotage?) {
        parts = WorldParts(seed: seed, sabotage: sabotage)
        daemons = (1...parts.plan.daemons).map { [parts] in SimulatedDaemon(number: $0, world: parts) }
    }

    /// Runs to the end.
    func run() {
        schedule()
        for daemon in daemons { daemon.start() }
        play(until: { [timeline, parts] in timeline.now >= parts.plan.calmAt })
        calmDown()
        awaitQuiet()
        checkQuiet()
        if history.violation == nil {
            tearDown()
            awaitQuiet()
            checkGone()
        }
        stop()
    }

    var statistics: SimulationStatistics {
        var statistics = parts.monitor.statistics
        statistics.histories = 1
        statistics.events = history.count
        statistics.jobs = jobs.withLock(\.self)
        statistics.billedSeconds = parts.cloud.billedSeconds
        statistics.simulatedSeconds = Int(timeline.now / 1_000_000)
        return statistics
    }

    /// Continues until the condition holds, a rule is broken, or the time is over.
    private func play(until isOver: () -> Bool, limit: Int64 = .max) {
        while history.violation == nil {
            settle()
            guard history.violation == nil, !isOver(), timeline.advance(atMostTo: limit) else { return }
        }
    }

    private func settle() {
        let count = timeline.settle(atMost: Self.jobLimit) { history.violation == nil }
        jobs.withLock { $0 += count }
        if count == Self.jobLimit { history.broke(.endless, "\(count) jobs ran, and no time has passed.") }
    }

    /// There are no more faults: daemons run, machines are clean.
    private func calmDown() {
        guard history.violation == nil else { return }
        history.note("world", .plain("From now on there are no more faults."))
        parts.around.calmDown()
        parts.machines.tidyUp()
        for daemon in daemons { daemon.link?.resume() }
    }

    private func awaitQuiet() {
        guard history.violation == nil else { return }
        let limit = timeline.now + Self.patience
        var isQuiet = false
        play(
            until: { [database] in
                isQuiet = database.isQuiet
                return isQuiet
            },
            limit: limit
        )
        guard history.violation == nil, !isQuiet, let stuck = database.unquiet else { return }
        history.broke(.endless, stuck.detail, workspace: stuck.workspace)
    }

    /// All users decommission their workspaces.
    private func tearDown() {
        history.note("users", .plain("decommission everything"))
        for number in database.numbers { database.setDecommissioned(number) }
        announce()
    }

    /// Ends all tasks, so that nothing of the world is left.
    private func stop() {
        parts.end()
        parts.around.forget()
        for daemon in daemons {
            guard let link = daemon.link else { continue }
            link.cut()
            daemon.died(link, restartAfter: nil)
        }
        repeat { _ = timeline.settle(atMost: Self.jobLimit) { true } } while timeline.advance(atMostTo: .max)
    }
}
