public import WorkspaceModel

/// An operation under a lease, as it stands in the store.
public struct ClaimedOperation: Sendable {
    /// Who may write.
    public var holder: LeaseHolder
    /// What it does.
    public var kind: OperationKind
    /// What the client asked for.
    public var workspace: WorkspaceSpecification
    /// How many times the workspace was built.
    public var generation: Generation
    /// Where it stands.
    public var state: OperationState
    /// What is to be done next; nil before the start.
    public var effect: OperationEffect?
    /// What earlier operations left of the workspace.
    public var knownSite: Site?
    /// When the present step began.
    public var stepStartedAt: Timestamp
    /// How many attempts of the present step have failed.
    public var attempt: Int
    /// The number of the last transition.
    public var sequence: Int
    /// What is waited for.
    public var waitingOn: WaitingOn?
    /// Whether a cancel was asked for and not yet told to the state machine.
    public var isCancelPending: Bool
    /// The database's clock when it was claimed.
    public var claimedAt: Timestamp
    /// Whether the last claim's lease ran out: what its holder was doing may have happened, and its answer is lost.
    public var wasCutOff: Bool
    /// How long a renewal of the claim lasts.
    public var lease: Duration

    /// Names each field.
    public init(
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
