import Providers
import Workspaces

extension OperationStateMachine {
    /// The reaction to a failed effect, by the class that the provider's edge decided, never by the text.
    func failed(_ failure: EffectFailure, in state: OperationState) -> Transition? {
        guard effect(of: state) != nil else { return nil }
        if let transition = state.phase?.failed(failure, by: self) { return transition }
        switch failure.disposition {
        case .transient, .outcomeUnknown, .fenced:
            return retry(failure, in: state)
        case .waitForBudget(let delay):
            return wait(
                in: state,
                for: .budget,
                detail: failure.message,
                unblock: "It continues automatically when the API's request budget has room.",
                after: max(delay, RetryDelay.first),
                level: .info
            )
        case .waitForOperator(.hostKey) where state.site?.server != nil:
            // Nobody can confirm a server's key: it is the one that we gave it, or it is not our server.
            return retry(failure, in: state)
        case .waitForOperator(let obstacle):
            var transition = wait(
                in: state,
                for: obstacle.waitingKind,
                detail: failure.message,
                unblock: obstacle.unblock(words),
                after: RetryDelay.operatorCheck
            )
            if obstacle == .hostKey, let host = state.site?.host { transition.records = [.hostQuarantined(host)] }
            return transition
        case .permanent:
            return state.phase?.abandoned(because: failure.message, by: self)
                ?? retry(failure, in: state)
        }
    }

    /// Tries the same effect again later; a provision whose step is past its deadline gives up instead.
    func retry(_ failure: EffectFailure, in state: OperationState) -> Transition {
        let message =
            "\(failure.message) Gave up after \(context.attempt + 1) attempts in \(state.step.deadline.words)."
        if isPastDeadline(state.step), let end = state.phase?.abandoned(because: message, by: self) { return end }
        let attempt = context.attempt + 1
        var delay = RetryDelay.after(attempt: attempt, jitter: context.jitter)
        if case .transient(let asked?) = failure.disposition { delay = max(delay, asked) }
        var transition = stay(in: state, after: delay)
        transition.attempt = attempt
        if attempt.nonzeroBitCount == 1 { transition.log = [retryLine(failure, state.step, attempt, delay)] }
        transition.waitingOn = WaitingOn(
            kind: .retry,
            since: underWaySince,
            nextCheckAt: context.now + delay,
            detail: failure.message,
            unblock: "Retrying automatically (attempt \(attempt + 1))."
        )
        return transition
    }

    /// Only attempts 1, 2, 4, 8 … are logged: a wait of an hour is a few lines, not hundreds.
    private func retryLine(
        _ failure: EffectFailure,
        _ step: OperationStep,
        _ attempt: Int,
        _ delay: Duration
    ) -> LogLine {
        var data: [String: JSONValue] = [
            "step": .string(step.rawValue), "attempt": .integer(Int64(attempt)),
            "retry_in_ms": .integer(delay.milliseconds),
        ]
        if let requestID = failure.requestID { data["request_id"] = .string(requestID) }
        return LogLine(
            attempt == 1 ? .info : .warning,
            "\(failure.message) Trying again (attempt \(attempt + 1)).",
            data: data
        )
    }

    func isPastDeadline(_ step: OperationStep) -> Bool {
        context.now - underWaySince > step.deadline
    }

    /// Gives up a provision: its resources are removed, then the workspace is `failed`.
    func abandon(_ state: OperationState, because message: String) -> Transition {
        guard context.kind != .repair else { return endRepair(in: state, .repairFailed(message)) }
        let site = state.site.map { markUncertain($0, leaving: state) }
        let teardown = Teardown(reason: .failed(message), site: site)
        var transition =
            keep(teardown, running: state.activeRun) ?? compensate(teardown, running: state.activeRun)
        transition.log.insert(
            LogLine(.error, message, data: ["step": .string(state.step.rawValue)]),
            at: 0
        )
        return transition
    }

    /// Removes a provision's resources, and reports it in the row.
    private func compensate(_ teardown: Teardown, running run: HostRunKey?) -> Transition {
        var transition = tearDown(teardown, running: run)
        var projection = ProjectionChange()
        projection.status = WorkspaceStatus.compensating.rawValue
        transition.projection = projection
        return transition
    }

    /// Keeps a failed provision as long as its owner requested; nil if nobody requested it, or if there is no machine
    /// to inspect.
    private func keep(_ teardown: Teardown, running run: HostRunKey?) -> Transition? {
        guard let hours = context.workspace.keepForDebuggingHours, let address = teardown.site?.address else {
            return nil
        }
        let delay = Duration.seconds(3600 * hours)
        return keep(
            teardown,
            run,
            until: context.now + delay,
            after: delay,
            log: LogLine(
                .warning,
                "The created resources are kept for debugging at \(address) for \(hours) h, as requested, and then removed.",
                data: ["address": .string(address), "hours": .integer(Int64(hours))]
            )
        )
    }

    private func keep(
        _ teardown: Teardown,
        _ run: HostRunKey?,
        until end: Timestamp,
        after delay: Duration,
        log: LogLine? = nil
    ) -> Transition {
        var transition = Transition(
            to: .tearingDown(teardown, .keeping(run, until: end)),
            effect: nil,
            log: log.map { [$0] } ?? []
        )
        transition.delay = delay
        transition.waitingOn = WaitingOn(
            kind: .delay,
            since: context.now,
            nextCheckAt: end,
            detail: "The provision failed; its resources are kept for debugging, as requested.",
            unblock:
                "They are removed automatically then; moorage workspace cancel \(context.workspace.id) removes them now."
        )
        var projection = ProjectionChange()
        projection.status = WorkspaceStatus.failed.rawValue
        transition.projection = projection
        return transition
    }

    /// Checks whether the time for keeping a failed provision is over.
    func kept(_ teardown: Teardown, _ run: HostRunKey?, until end: Timestamp) -> Transition {
        guard context.now < end else { return compensate(teardown, running: run) }
        return keep(teardown, run, until: end, after: end - context.now)
    }

    /// Removes the resources kept for debugging at once.
    func keepingCancelled(_ teardown: Teardown, running run: HostRunKey?) -> Transition {
        var transition = compensate(teardown, running: run)
        transition.log.insert(LogLine(.info, "Removing the resources kept for debugging, on request."), at: 0)
        return transition
    }

    /// A provision that is cancelled is undone, and a repair ends.
    func cancelled(in state: OperationState) -> Transition {
        guard context.kind != .repair else { return endRepair(in: state, .repairCancelled) }
        let site = state.site.map { markUncertain($0, leaving: state) }
        var transition = compensate(Teardown(reason: .cancelled, site: site), running: state.activeRun)
        transition.log.insert(
            LogLine(
                .info,
                "Cancelled on request; removing the resources that were created so far.",
                data: ["step": .string(state.step.rawValue)]
            ),
            at: 0
        )
        return transition
    }

    /// The possible remains of a call that is still in progress, or whose answer got lost: a server that appears later,
    /// or a record. Without a token no attempt to write a record fails.
    private func markUncertain(_ site: Site, leaving state: OperationState) -> Site {
        var site = site
        if case .building(.making(_, .creating)) = state, site.server?.reference == nil {
            site.server?.uncertainUntil = context.now + OperationPolicy.visibilityWindow
        }
        if case .building(.settingUp(_, .publishing)) = state, context.attempt > 0 { site.hasRecord = true }
        return site
    }
}

extension ProviderError.Obstacle {
    var waitingKind: WaitingOn.Kind {
        switch self {
        case .credentials: .credentials
        case .capacity: .capacity
        case .disk: .disk
        case .hostKey: .hostKey
        }
    }

    func unblock(_ words: ProviderWords) -> String {
        switch self {
        case .credentials: "\(words.credentialsAdvice); it continues automatically."
        case .capacity: "\(words.capacityAdvice); it continues automatically."
        case .disk: "Free space on the host; it continues automatically."
        case .hostKey: "Check the machine, then confirm its key with moorage host repin; it continues automatically."
        }
    }
}
