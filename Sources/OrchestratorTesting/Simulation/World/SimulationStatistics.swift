public import Orchestrator

/// What happened in histories, added up.
public struct SimulationStatistics: Sendable {
    /// Histories.
    public var histories = 0
    /// Lines of history.
    public var events = 0
    /// Jobs that ran.
    public var jobs = 0
    /// Committed transitions.
    public var transitions = 0
    /// How operations ended.
    public var outcomes: [OperationOutcome: Int] = [:]
    /// Claims of operations whose last holder's lease had run out.
    public var takeovers = 0
    /// Create calls that arrived at the provider.
    public var creates = 0
    /// Runs that hosts started.
    public var runs = 0
    /// Daemons that were killed.
    public var deaths = 0
    /// Droplets beyond the first that became visible, or were asked for by a replaced daemon, when nobody could find
    /// them in time any more: a sweep's work.
    public var lateExtras = 0
    /// DNS writes that came after their writer gave them up: a sweep's work, where they undid something.
    public var lateRecords = 0
    /// Seconds for which droplets were billed.
    public var billedSeconds = 0
    /// Simulated seconds.
    public var simulatedSeconds = 0

    /// Nothing yet.
    public init() {}

    /// Adds those of other histories.
    public mutating func add(_ other: Self) {
        histories += other.histories
        events += other.events
        jobs += other.jobs
        transitions += other.transitions
        outcomes.merge(other.outcomes) { $0 + $1 }
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
