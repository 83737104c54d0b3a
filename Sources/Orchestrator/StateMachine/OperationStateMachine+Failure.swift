import Providers
import Workspaces

extension OperationStateMachine {
    /// What follows from an effect that failed: the class that the provider's edge decided, never the text.
    func failed(_ failure: EffectFailure, in state: OperationState) throws(IllegalTransition) -> Transition {
        guard let effect = effect(of: state) else { throw IllegalTransition(step: state.step, event: "failed") }
        if case .creatingServer(let site) = state, failure.disposition == .outcomeUnknown {
            return resolve(site, because: failure)
        }
        if case .stoppingRun(let teardown, _) = state, let transition = stopFailed(failure, teardown, in: state) {
            return transition
        }
        switch failure.disposition {
        case .transient, .outcomeUnknown, .fenced:
            return retry(failure, in: state, effect: effect)
        case .waitForBudget(let delay):
            return wait(
                in: state,
                effect: effect,
                for: .budget,
                detail: failure.message,
                unblock: "It goes on by itself when the API's request budget has room.",
                after: max(delay, RetryDelay.first),
                level: .info
            )
        case .waitForOperator(.hostKey) where state.site?.server != nil:
            // Nobody can confirm a droplet's key: it is the one that we gave it, or it is not our droplet.
            return retry(failure, in: state, effect: effect)
        case .waitForOperator(let obstacle):
            var transition = wait(
                in: state,
                effect: effect,
                for: obstacle.waitingKind,
                detail: failure.message,
                unblock: obstacle.unblock,
                after: RetryDelay.operatorCheck
            )
            if obstacle == .hostKey, let host = state.site?.host { transition.records = [.hostQuarantined(host)] }
            return transition
        case .permanent:
            return state.teardown == nil
                ? abandon(state, because: failure.message)
                : retry(failure, in: state, effect: effect)
        }
    }

    /// Tries the same effect again later; a provision whose step is past its deadline gives up instead.
    func retry(_ failure: EffectFailure, in state: OperationState, effect: OperationEffect) -> Transition {
        if state.teardown == nil, isPastDeadline(state.step) {
            return abandon(
                state,
                because:
                    "\(failure.message) Gave up after \(context.attempt + 1) attempts in \(state.step.deadline.words)."
            )
        }
        let attempt = context.attempt + 1
        var delay = RetryDelay.after(attempt: attempt, jitter: context.jitter)
        if case .transient(let asked?) = failure.disposition { delay = max(delay, asked) }
        var transition = stay(in: state, effect: effect, after: delay)
        transition.attempt = attempt
        if attempt.nonzeroBitCount == 1 { transition.log = [retryLine(failure, state.step, attempt, delay)] }
        transition.waitingOn = WaitingOn(
            kind: .retry,
            since: underWaySince,
            nextCheckAt: context.now + delay,
            detail: failure.message,
            unblock: "It is tried again by itself (attempt \(attempt + 1))."
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

    /// Gives a provision up: what it made is taken apart, then the workspace is `failed`.
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

    /// Removes what a provision made, and says so in the row.
    private func compensate(_ teardown: Teardown, running run: HostRunKey?) -> Transition {
        var transition = tearDown(teardown, running: run)
        var projection = ProjectionChange()
        projection.status = WorkspaceStatus.compensating.rawValue
        transition.projection = projection
        return transition
    }

    /// Leaves a failed provision as it is for as long as its owner asked; nil when nobody asked, or when there is no
    /// machine to look at.
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
                "What was made is kept for debugging at \(address) for \(hours) h, as asked, and then removed.",
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
            to: .keeping(teardown, run, until: end),
            effect: nil,
            log: log.map { [$0] } ?? []
        )
        transition.delay = delay
        transition.waitingOn = WaitingOn(
            kind: .delay,
            since: context.now,
            nextCheckAt: end,
            detail: "The provision failed; what it made is kept for debugging, as asked.",
            unblock: "It is removed by itself then; moorage workspace cancel \(context.workspace.id) removes it now."
        )
        var projection = ProjectionChange()
        projection.status = WorkspaceStatus.failed.rawValue
        transition.projection = projection
        return transition
    }

    /// The time in which a failed provision was kept is looked at: over, or not yet.
    func kept(_ teardown: Teardown, _ run: HostRunKey?, until end: Timestamp) -> Transition {
        guard context.now < end else { return compensate(teardown, running: run) }
        return keep(teardown, run, until: end, after: end - context.now)
    }

    func cancelled(in state: OperationState) throws(IllegalTransition) -> Transition {
        if context.kind == .repair, state.teardown == nil, state.outcome == nil {
            return endRepair(in: state, .repairCancelled)
        }
        switch state {
        case .finished:
            throw IllegalTransition(step: state.step, event: "cancel_requested")
        case .accepted where context.kind == .decommission:
            var projection = ProjectionChange()
            // Without a place there is nothing that could be active: the workspace had failed before.
            projection.status = (context.knownSite == nil ? WorkspaceStatus.failed : .active).rawValue
            return finish(
                .cancelled,
                log: LogLine(.info, "The teardown was cancelled in time; nothing was removed."),
                projection: projection
            )
        case .keeping(let teardown, let run, _):
            var transition = compensate(teardown, running: run)
            transition.log.insert(LogLine(.info, "Removing on request what was kept for debugging."), at: 0)
            return transition
        case .stoppingRun, .installingRemoval, .startingRemoval, .removing, .withdrawing, .destroying, .releasing:
            guard let effect = effect(of: state) else {
                throw IllegalTransition(step: state.step, event: "cancel_requested")
            }
            return stay(in: state, effect: effect)
        case .accepted, .planningServer, .intendingServer, .placing, .preparingServer, .creatingServer,
            .resolvingServer, .awaitingServer, .replacingServer, .removingDuplicates, .connecting, .inspecting,
            .movingPorts, .installing,
            .starting,
            .converging, .diagnosing, .publishing, .verifying:
            let site = state.site.map { markUncertain($0, leaving: state) }
            var transition = compensate(Teardown(reason: .cancelled, site: site), running: state.activeRun)
            transition.log.insert(
                LogLine(
                    .info,
                    "Cancelled on request; removing what was made so far.",
                    data: ["step": .string(state.step.rawValue)]
                ),
                at: 0
            )
            return transition
        }
    }

    /// What a call may have left behind that is still under way, or whose answer got lost: a server that shows later, a
    /// record. Without a token no attempt at a record fails.
    private func markUncertain(_ site: Site, leaving state: OperationState) -> Site {
        var site = site
        if case .creatingServer = state, site.server?.reference == nil {
            site.server?.uncertainUntil = context.now + OperationPolicy.visibilityWindow
        }
        if case .publishing = state, context.attempt > 0 { site.hasRecord = true }
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

    var unblock: String {
        switch self {
        case .credentials: "Set a valid token in DIGITALOCEAN_TOKEN or DIGITALOCEAN_TOKEN_FILE; it goes on by itself."
        case .capacity: "Raise the account's limit or remove droplets; it goes on by itself."
        case .disk: "Free space on the host; it goes on by itself."
        case .hostKey: "Check the machine, then confirm its key with moorage host repin; it goes on by itself."
        }
    }
}
