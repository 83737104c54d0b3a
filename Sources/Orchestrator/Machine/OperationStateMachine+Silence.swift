import Workspaces

extension OperationStateMachine {
    /// The longest initial silence of a log, so that its reader need not wonder whether the step still continues.
    static let firstSilence = Duration.seconds(60)
    /// However long a step lasts, its log reports this often.
    static let longestSilence = Duration.seconds(3600)

    /// A silent step is reported after a minute, and then each time that its duration has doubled.
    func breakingSilence(of decided: Transition, after previous: OperationState) -> Transition {
        guard decided.effect != nil, decided.waitingOn != nil else { return decided }
        var transition = decided
        let lastWord = context.waitingOn?.loggedAt ?? context.stepStartedAt
        if transition.log.isEmpty, transition.state.step == previous.step {
            let lasted = lastWord - context.stepStartedAt
            let due = min(max(lasted, Self.firstSilence), Self.longestSilence)
            let silence = context.now - lastWord
            guard silence >= due else {
                transition.waitingOn?.loggedAt = lastWord
                return transition
            }
            transition.log = [stillUnderWay(transition, silence: silence)]
        }
        transition.waitingOn?.loggedAt = context.now
        return transition
    }

    private func stillUnderWay(_ transition: Transition, silence: Duration) -> LogLine {
        let step = transition.state.step
        let silent = Duration.seconds(silence.milliseconds / 60_000 * 60).words
        var data = startData(of: step)
        data["duration_ms"] = .integer((context.now - context.stepStartedAt).milliseconds)
        var message = "\(step.activity(calling: words.server)): still in progress, no news for \(silent)."
        if let waitingOn = transition.waitingOn {
            data["waiting_on"] = .string(waitingOn.kind.rawValue)
            message += waitingOn.kind == .step ? " \(waitingOn.unblock)" : " \(waitingOn.detail) \(waitingOn.unblock)"
        }
        return LogLine(.info, message, data: data)
    }
}
