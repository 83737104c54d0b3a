public import WorkspaceModel

/// A transition as it is written: under a lease, numbered within its operation.
public struct OperationCommit: Sendable {
    /// Who writes.
    public var holder: LeaseHolder
    /// The workspace.
    public var workspace: WorkspaceNumber
    /// The number of the transition, from 1.
    public var sequence: Int
    /// The state before.
    public var from: OperationState
    /// What happened.
    public var event: OperationEvent
    /// What follows.
    public var transition: Transition
    /// The workspace's place from now on; nil when it has none.
    public var site: Site?
    /// Whether the lease is given up with this write.
    public var releasesLease: Bool

    /// Names each field.
    public init(
        holder: LeaseHolder,
        workspace: WorkspaceNumber,
        sequence: Int,
        from: OperationState,
        event: OperationEvent,
        transition: Transition,
        site: Site?,
        releasesLease: Bool
    ) {
        self.holder = holder
        self.workspace = workspace
        self.sequence = sequence
        self.from = from
        self.event = event
        self.transition = transition
        self.site = site
        self.releasesLease = releasesLease
    }
}
