import Workspaces

extension OperationStateMachine {
    /// The longest that a log says nothing at first; whoever follows it should not wonder whether it still goes on.
    static let firstSilence = Duration.seconds(60)
    /// However long a step lasts, its log says so this often.
    static let longestSilence = Duration.seconds(3600)

    /// A step that is silent says so: after a minute, then each time that the step has lasted twice as long.
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
        var message = "\(step.activity(calling: words.server)): still under way, nothing new for \(silent)."
        if let waitingOn = transition.waitingOn {
            data["waiting_on"] = .string(waitingOn.kind.rawValue)
            message += waitingOn.kind == .step ? " \(waitingOn.unblock)" : " \(waitingOn.detail) \(waitingOn.unblock)"
        }
        return LogLine(.info, message, data: data)
    }
}
