import Workspaces

/// Decides the reaction to an event. Pure: no I/O, no clock, no randomness; the context provides all three.
package struct OperationStateMachine: Sendable {
    let context: TransitionContext
    var words: ProviderWords { context.words }

    /// Decides for one operation at one moment.
    package init(context: TransitionContext) { self.context = context }

    /// The reaction to `event` in `state`.
    ///
    /// - Throws: ``IllegalTransition`` if the event is not allowed in the state: a defect of ours.
    package func transition(
        from state: OperationState,
        on event: OperationEvent
    ) throws(IllegalTransition) -> Transition {
        breakingSilence(of: try decision(from: state, on: event), after: state)
    }

    private func decision(
        from state: OperationState,
        on event: OperationEvent
    ) throws(IllegalTransition) -> Transition {
        let transition =
            switch event {
            case .failed(let failure): failed(failure, in: state)
            case .started where state == .accepted: begin()
            case .cancelRequested where state == .accepted: cancelledBeforeStart()
            case .cancelRequested: state.phase?.cancelled(by: self)
            default: state.phase?.next(on: event, by: self)
            }
        guard let transition else { throw IllegalTransition(step: state.step, event: event.name) }
        return transition
    }

    private func begin() -> Transition {
        switch context.kind {
        case .provision: beginProvision()
        case .repair: beginRepair()
        case .decommission: beginDecommission()
        }
    }

    private func cancelledBeforeStart() -> Transition {
        switch context.kind {
        case .provision, .repair: cancelled(in: .accepted)
        case .decommission: cancelDecommission()
        }
    }

    /// The effect of a state, which is tried again after a failure. Nil for the start and the end.
    func effect(of state: OperationState) -> OperationEffect? { state.phase?.effect(by: self) }

    /// Enters a new step: its start and the end of the previous one are logged.
    func advance(to state: OperationState, ended: LogLine? = nil) -> Transition {
        var transition = Transition(to: state, effect: effect(of: state))
        if var ended {
            let duration = context.now - context.stepStartedAt
            ended.data["duration_ms"] = .integer(duration.milliseconds)
            transition.log.append(ended)
        }
        transition.log.append(
            LogLine(.info, "\(state.step.activity(calling: words.server)).", data: startData(of: state.step))
        )
        transition.waitingOn = underWay(state.step, since: context.now)
        return transition
    }

    /// Continues in the step after its effect succeeded: its wait, if it had one, is over.
    ///
    /// - Parameter effect: the next effect, if it is not the state's own.
    func goOn(
        in state: OperationState,
        effect: OperationEffect? = nil,
        after delay: Duration = .zero,
        log: [LogLine] = []
    ) -> Transition {
        var transition = stay(in: state, effect: effect, after: delay, log: log)
        transition.waitingOn = underWay(state.step, since: underWaySince)
        if delay > .zero { transition.waitingOn?.nextCheckAt = context.now + delay }
        return transition
    }

    /// Since when the step is in progress. A wait for something outside is not the step's fault: after it, the step's
    /// time limit starts again.
    var underWaySince: Timestamp {
        guard let waitingOn = context.waitingOn else { return context.stepStartedAt }
        return switch waitingOn.kind {
        case .step, .retry: waitingOn.since
        case .budget, .capacity, .credentials, .host, .disk, .hostKey, .delay: context.now
        }
    }

    private func underWay(_ step: OperationStep, since: Timestamp) -> WaitingOn {
        WaitingOn(
            kind: .step,
            since: since,
            nextCheckAt: since + step.deadline,
            detail: "\(step.activity(calling: words.server)).",
            unblock: "Nothing is needed; the step has a deadline of \(step.deadline.words)."
        )
    }

    /// Stays in the step and carries out another effect.
    func stay(
        in state: OperationState,
        effect: OperationEffect? = nil,
        after delay: Duration = .zero,
        log: [LogLine] = []
    ) -> Transition {
        var transition = Transition(to: state, effect: effect ?? self.effect(of: state), log: log)
        transition.delay = delay
        transition.attempt = context.attempt
        transition.waitingOn = context.waitingOn
        return transition
    }

    /// Waits in the step for a stated reason, and checks again after a delay. The log reports it once, not each time.
    func wait(
        in state: OperationState,
        for kind: WaitingOn.Kind,
        detail: String,
        unblock: String,
        after delay: Duration,
        level: LogLine.Level = .warning
    ) -> Transition {
        // An operation that waits for the budget moves up in a queue, which is news for `why` and not for the log.
        let isSame = context.waitingOn?.detail == detail || kind == .budget
        let isNew = context.waitingOn?.kind != kind || !isSame
        let line = LogLine(
            level,
            "\(detail) \(unblock)",
            data: ["step": .string(state.step.rawValue), "waiting_on": .string(kind.rawValue)]
        )
        var transition = stay(in: state, after: delay, log: isNew ? [line] : [])
        transition.waitingOn = WaitingOn(
            kind: kind,
            since: isNew ? context.now : context.waitingOn?.since ?? context.now,
            nextCheckAt: context.now + delay,
            detail: detail,
            unblock: unblock
        )
        return transition
    }

    /// The end.
    func finish(_ outcome: OperationOutcome, log: LogLine, projection: ProjectionChange) -> Transition {
        var transition = Transition(to: .finished(outcome), effect: nil, log: [log])
        transition.projection = projection
        return transition
    }

    func startData(of step: OperationStep) -> [String: JSONValue] {
        var data: [String: JSONValue] = ["step": .string(step.rawValue)]
        if let place = context.kind.place(of: step, on: context.workspace.deploymentType) {
            data["number"] = .integer(Int64(place.number))
            data["of"] = .integer(Int64(place.count))
        }
        return data
    }
}
