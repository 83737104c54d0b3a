package import Workspaces

/// What a transition depends on besides state and event. It carries the time and the randomness, because the machine
/// has neither.
package struct TransitionContext: Sendable {
    /// The operation.
    package var operation: OperationID
    /// What it does.
    package var kind: OperationKind
    /// What the client asked for.
    package var workspace: WorkspaceSpecification
    /// The site that earlier operations left; what a decommission takes apart.
    package var knownSite: Site?
    /// The present moment, by the database's clock.
    package var now: Timestamp
    /// When the effect whose result the event is had not begun yet. What a look did not show was absent then: a daemon
    /// that was paused after its look may tell it much later.
    package var lookedAt: Timestamp
    /// When the present step began.
    package var stepStartedAt: Timestamp
    /// How many attempts of the present step have failed.
    package var attempt: Int
    /// The number that the transition will have within its operation, from 1.
    package var sequence: Int
    /// What is waited for at present.
    package var waitingOn: WaitingOn?
    /// In 0..<1, for spreading retries.
    package var jitter: Double
    /// The configuration's part.
    package var policy: OperationPolicy
    /// What the provider and its servers are called.
    package var words: ProviderWords

    package init(
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
        policy: OperationPolicy,
        words: ProviderWords
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
        self.words = words
    }

    /// The workspace's fully qualified name.
    var hostName: String { "\(workspace.id).\(policy.domain)" }
}
