package import Workspaces

/// An operation under a lease, as it stands in the store.
package struct ClaimedOperation: Sendable {
    /// Who may write.
    package var holder: LeaseHolder
    /// What it does.
    package var kind: OperationKind
    /// What the client asked for.
    package var workspace: WorkspaceSpecification
    /// How many times the workspace was built.
    package var generation: Generation
    /// Where it stands.
    package var state: OperationState
    /// What is to be done next; nil before the start.
    package var effect: OperationEffect?
    /// What earlier operations left of the workspace.
    package var knownSite: Site?
    /// When the present step began.
    package var stepStartedAt: Timestamp
    /// How many attempts of the present step have failed.
    package var attempt: Int
    /// The number of the last transition.
    package var sequence: Int
    /// What is waited for.
    package var waitingOn: WaitingOn?
    /// Whether a cancel was asked for and not yet told to the state machine.
    package var isCancelPending: Bool
    /// The database's clock when it was claimed.
    package var claimedAt: Timestamp
    /// Whether the last claim's lease ran out: what its holder was doing may have happened, and its answer is lost.
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
