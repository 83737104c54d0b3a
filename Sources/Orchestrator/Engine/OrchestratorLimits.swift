/// The engine's bounds. Each can be set by configuration; the defaults and their reasons stand here.
package struct OrchestratorLimits: Hashable, Sendable {
    /// Operations worked on at once by one daemon: each costs a task and at most one SSH session, so memory is the
    /// limit, not processors.
    package var concurrentOperations = 1000
    /// Operations claimed by one statement: a claim should not hold its rows for long, and who comes during a flood is
    /// to be in the next one soon.
    package var claimBatch = 32
    /// Requests turned into operations by one transaction.
    package var requestBatch = 32
    /// The lease; a takeover comes at most 2 s after it.
    package var lease = Duration.seconds(10)
    /// The backstop poll of the contract.
    package var pollInterval = Duration.milliseconds(500)

    /// The defaults.
    package init() {}

    /// Renewed three times within a lease, so that one lost renewal loses nothing.
    var renewalInterval: Duration { lease / 3 }
}
