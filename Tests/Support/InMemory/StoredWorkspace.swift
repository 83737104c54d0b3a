internal import Orchestrator
package import Workspaces

/// A store's data about a workspace: the same in every store.
package struct StoredWorkspace: Hashable, Sendable {
    /// Its status; nil before its request was taken.
    package var status: String?
    /// How often it was built.
    package var generation = 0
    /// Whether it has a place.
    package var hasSite = false
    /// The operation in progress.
    package var operation: StoredOperation?
    /// How its operations ended, in order.
    package var outcomes: [OperationOutcome] = []
    /// The ports that it has leased, in order.
    package var ports: [Port] = []
    /// The host on which it has leased ports.
    package var portHost: HostID?
    /// The host on which capacity is reserved for it.
    package var reservedHost: HostID?
    /// How many droplets' host entries it has.
    package var hostEntries = 0
    /// The names of its intended or created droplets, in order.
    package var droplets: [String] = []
    /// Whether its secrets are recorded.
    package var hasSecrets = false
    /// How many private host keys of its droplets are recorded.
    package var hostKeys = 0
    /// How many of its requests are waiting.
    package var requests = 0
    /// Its log.
    package var log: [StoredLogLine] = []

    /// Nothing.
    package init() {}
}
