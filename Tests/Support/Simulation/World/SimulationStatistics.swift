internal import Orchestrator
package import Workspaces

/// The counts of histories, added up.
package struct SimulationStatistics: Sendable {
    /// Histories.
    package var histories = 0
    /// Lines of history.
    package var events = 0
    /// Jobs that ran.
    package var jobs = 0
    /// Committed transitions.
    package var transitions = 0
    /// How operations ended.
    package var outcomes: [OperationOutcome: Int] = [:]
    /// How the repairs among them ended.
    package var repairs: [OperationOutcome: Int] = [:]
    /// Failed provisions that were kept for debugging.
    package var kept = 0
    /// Claims of operations whose last holder's lease had expired.
    package var takeovers = 0
    /// Create calls that arrived at the provider.
    package var creates = 0
    /// Runs that hosts started.
    package var runs = 0
    /// Daemons that were killed.
    package var deaths = 0
    /// Extra droplets that became visible, or were requested by a replaced daemon, when nobody could find them in time
    /// any more: a sweep's work.
    package var lateExtras = 0
    /// DNS writes that arrived after their writer gave up: a sweep's work, if they undid something.
    package var lateRecords = 0
    /// Seconds for which droplets were billed.
    package var billedSeconds = 0
    /// Simulated seconds.
    package var simulatedSeconds = 0

    /// Nothing yet.
    package init() {}

    /// Adds those of other histories.
    package mutating func add(_ other: Self) {
        histories += other.histories
        events += other.events
        jobs += other.jobs
        transitions += other.transitions
        outcomes.merge(other.outcomes) { $0 + $1 }
        repairs.merge(other.repairs) { $0 + $1 }
        kept += other.kept
        takeovers += other.takeovers
        creates += other.creates
        runs += other.runs
        deaths += other.deaths
        lateExtras += other.lateExtras
        lateRecords += other.lateRecords
        billedSeconds += other.billedSeconds
        simulatedSeconds += other.simulatedSeconds
    }
}
