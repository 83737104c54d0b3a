package import Workspaces

/// A transition as it is written: under a lease, numbered within its operation.
package struct OperationCommit: Sendable {
    /// Who writes.
    package var holder: LeaseHolder
    /// The workspace.
    package var workspace: WorkspaceNumber
    /// The number of the transition, from 1.
    package var sequence: Int
    /// The state before.
    package var from: OperationState
    /// What happened.
    package var event: OperationEvent
    /// What follows.
    package var transition: Transition
    /// The workspace's place from now on; nil when it has none.
    package var site: Site?
    /// Whether the lease is given up with this write.
    package var releasesLease: Bool

    package init(
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
