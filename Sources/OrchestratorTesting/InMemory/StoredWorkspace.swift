public import Orchestrator
public import WorkspaceModel

/// What a store holds of a workspace: the same whichever store it is.
public struct StoredWorkspace: Hashable, Sendable {
    /// Its status; nil before its request was taken.
    public var status: String?
    /// How often it was built.
    public var generation = 0
    /// Whether it has a place.
    public var hasSite = false
    /// The operation under way.
    public var operation: StoredOperation?
    /// How its operations ended, in order.
    public var outcomes: [OperationOutcome] = []
    /// The ports that it has leased, in order.
    public var ports: [Port] = []
    /// The host on which it has leased ports.
    public var portHost: HostID?
    /// The host on which room is reserved for it.
    public var reservedHost: HostID?
    /// How many droplets' host entries it has.
    public var hostEntries = 0
    /// The names of its droplets that are intended or created, in order.
    public var droplets: [String] = []
    /// Whether its secrets are recorded.
    public var hasSecrets = false
    /// How many private host keys of its droplets are recorded.
    public var hostKeys = 0
    /// How many of its requests wait.
    public var requests = 0
    /// Its log.
    public var log: [StoredLogLine] = []

    /// Nothing.
    public init() {}
}
