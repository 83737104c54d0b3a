import Orchestrator
import TestSupport
import Workspaces

/// What many histories came to.
enum Summary {
    static func text(of statistics: SimulationStatistics, failures: Int, elapsed: Duration) -> String {
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
