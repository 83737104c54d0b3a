package import Workspaces

/// The input of a transition besides state and event. It contains the time and the randomness, because the machine has
/// neither.
package struct TransitionContext: Sendable {
    /// The operation.
    package var operation: OperationID
    /// The operation's kind.
    package var kind: OperationKind
    /// The client's request.
    package var workspace: WorkspaceSpecification
    /// The site of earlier operations; what a decommission removes.
    package var knownSite: Site?
    /// The current time, by the database's clock.
    package var now: Timestamp
    /// A time at which the effect that caused the event had not begun yet. Things that a check did not find were absent
    /// at that time: a daemon that was paused after its check may report much later.
    package var lookedAt: Timestamp
    /// When the current step began.
    package var stepStartedAt: Timestamp
    /// How many attempts of the current step have failed.
    package var attempt: Int
    /// The number of the transition within its operation, from 1.
    package var sequence: Int
    /// What the operation currently waits for.
    package var waitingOn: WaitingOn?
    /// In 0..<1, for spreading retries.
    package var jitter: Double
    /// The relevant part of the configuration.
    package var policy: OperationPolicy
    /// The names of the provider and its servers.
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
