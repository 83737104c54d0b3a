public import WorkspaceModel

/// What a transition depends on besides state and event. It carries the time and the randomness, because the machine
/// has neither.
public struct TransitionContext: Sendable {
    /// The operation.
    public var operation: OperationID
    /// What it does.
    public var kind: OperationKind
    /// What the client asked for.
    public var workspace: WorkspaceSpecification
    /// The site that earlier operations left; what a decommission takes apart.
    public var knownSite: Site?
    /// The present moment, by the database's clock.
    public var now: Timestamp
    /// When the effect whose result the event is had not begun yet. What a look did not show was absent then: a daemon
    /// that was paused after its look may tell it much later.
    public var lookedAt: Timestamp
    /// When the present step began.
    public var stepStartedAt: Timestamp
    /// How many attempts of the present step have failed.
    public var attempt: Int
    /// The number that the transition will have within its operation, from 1.
    public var sequence: Int
    /// What is waited for at present.
    public var waitingOn: WaitingOn?
    /// In 0..<1, for spreading retries.
    public var jitter: Double
    /// The configuration's part.
    public var policy: OperationPolicy

    /// Names each field.
    public init(
        operation: OperationID,
        kind: OperationKind,
        workspace: WorkspaceSpecification,
        knownSite: Site?,
        now: Timestamp,
        lookedAt: Timestamp,
        stepStartedAt: Timestamp,
        attempt: Int,
        sequence: Int,
        waitingOn: WaitingOn?,
        jitter: Double,
        policy: OperationPolicy
    ) {
        self.operation = operation
        self.kind = kind
        self.workspace = workspace
        self.knownSite = knownSite
        self.now = now
        self.lookedAt = lookedAt
        self.stepStartedAt = stepStartedAt
        self.attempt = attempt
        self.sequence = sequence
        self.waitingOn = waitingOn
        self.jitter = jitter
        self.policy = policy
    }

    /// The workspace's fully qualified name.
    var hostName: String { "\(workspace.id).\(policy.domain)" }
}
