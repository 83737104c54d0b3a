import Providers
import Workspaces

@testable import Orchestrator

/// An operation that a test drives event by event; it keeps between events what the store keeps.
struct DrivenOperation {
    var id = OperationID(rawValue: 5)
    let kind: OperationKind
    var workspace: WorkspaceSpecification
    var state: OperationState
    var effect: OperationEffect?
    var knownSite: Site?
    var now = Sample.start
    /// When the effect began whose result comes next; nil for just now.
    var lookedAt: Timestamp?
    var stepStartedAt = Sample.start
    var attempt = 0
    var sequence = 0
    var waitingOn: WaitingOn?
    var jitter = 0.5
    /// Every line so far.
    var log: [LogLine] = []
    /// The place that the store remembers.
    var site: Site?

    init(
        _ kind: OperationKind = .provision,
        _ type: DeploymentType,
        at state: OperationState = .accepted,
        known: Site? = nil
    ) {
        self.kind = kind
        self.workspace = Sample.specification(type)
        self.state = state
        self.knownSite = known
        self.site = known
    }

    /// The result of an event, without applying it.
    func decide(_ event: OperationEvent) throws(IllegalTransition) -> Transition {
        try machine.transition(from: state, on: event)
    }

    /// The context of a decision at this moment.
    var machine: OperationStateMachine {
        let context = TransitionContext(
            operation: id,
            kind: kind,
            workspace: workspace,
            knownSite: knownSite,
            now: now,
            lookedAt: lookedAt ?? now,
            stepStartedAt: stepStartedAt,
            attempt: attempt,
            sequence: sequence + 1,
            waitingOn: waitingOn,
            jitter: jitter,
            policy: OperationPolicy(domain: "workspaces.test"),
            words: .digitalOcean
        )
        return OperationStateMachine(context: context)
    }

    /// Continues like the engine.
    @discardableResult
    mutating func send(_ event: OperationEvent) throws(IllegalTransition) -> Transition {
        let transition = try decide(event)
        site = transition.siteLeft(by: state, known: knownSite)
        if transition.state.step != state.step { stepStartedAt = now }
        sequence += 1
        state = transition.state
        effect = transition.effect
        attempt = transition.attempt
        waitingOn = transition.waitingOn
        log += transition.log
        return transition
    }
}
