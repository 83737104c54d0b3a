package import Workspaces

/// An operation under a lease, as stored.
package struct ClaimedOperation: Sendable {
    /// The claim that may write.
    package var holder: LeaseHolder
    /// The operation's kind.
    package var kind: OperationKind
    /// The client's request.
    package var workspace: WorkspaceSpecification
    /// How many times the workspace was built.
    package var generation: Generation
    /// Its state.
    package var state: OperationState
    /// The next effect; nil before the start.
    package var effect: OperationEffect?
    /// What earlier operations left of the workspace.
    package var knownSite: Site?
    /// When the current step began.
    package var stepStartedAt: Timestamp
    /// How many attempts of the current step have failed.
    package var attempt: Int
    /// The number of the last transition.
    package var sequence: Int
    /// What the operation waits for.
    package var waitingOn: WaitingOn?
    /// Whether a cancel was requested and the state machine does not know it yet.
    package var isCancelPending: Bool
    /// The database's time when it was claimed.
    package var claimedAt: Timestamp
    /// Whether the last claim's lease expired: its holder's effect may have happened, and its answer is lost.
    package var wasCutOff: Bool
    /// How long a renewal of the claim lasts.
    package var lease: Duration

    package init(
        holder: LeaseHolder,
        kind: OperationKind,
        workspace: WorkspaceSpecification,
        generation: Generation,
        state: OperationState,
        effect: OperationEffect?,
        knownSite: Site?,
        stepStartedAt: Timestamp,
        attempt: Int,
        sequence: Int,
        waitingOn: WaitingOn?,
        isCancelPending: Bool,
        claimedAt: Timestamp,
        wasCutOff: Bool = false,
        lease: Duration = OrchestratorLimits().lease
    ) {
        self.holder = holder
        self.kind = kind
        self.workspace = workspace
        self.generation = generation
        self.state = state
        self.effect = effect
        self.knownSite = knownSite
        self.stepStartedAt = stepStartedAt
        self.attempt = attempt
        self.sequence = sequence
        self.waitingOn = waitingOn
        self.isCancelPending = isCancelPending
        self.claimedAt = claimedAt
        self.wasCutOff = wasCutOff
        self.lease = lease
    }
}

/// The writer: every write of an operation names its claim, and is refused under an older one.
package struct LeaseHolder: Hashable, Sendable {
    /// The operation.
    package let operation: OperationID
    /// The claim.
    package let epoch: LeaseEpoch

    package init(operation: OperationID, epoch: LeaseEpoch) {
        self.operation = operation
        self.epoch = epoch
    }
}

/// A lease that a renewal found still held.
package struct HeldLease: Hashable, Sendable {
    /// The claim.
    package var holder: LeaseHolder
    /// Whether a cancel was requested and the state machine does not know it yet.
    package var isCancelPending: Bool

    package init(holder: LeaseHolder, isCancelPending: Bool) {
        self.holder = holder
        self.isCancelPending = isCancelPending
    }
}

/// A transition to be written: under a lease, numbered within its operation.
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
    /// The workspace's place from now on; nil if it has none.
    package var site: Site?
    /// Whether this write gives up the lease.
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
