import Providers
import Workspaces

extension OperationStateMachine {
    /// The way back: a decommission, and what a failed or cancelled provision made.
    func tearDown(from state: OperationState, on event: OperationEvent) throws(IllegalTransition) -> Transition {
        switch state {
        case .accepted:
            if case .started = event { return beginDecommission() }
        case .keeping(let teardown, let run, let end):
            if case .started = event { return kept(teardown, run, until: end) }
        case .stoppingRun(let teardown, _):
            if case .runStopped(let isGone) = event { return stopped(teardown, in: state, isGone: isGone) }
        case .installingRemoval(let teardown, let attempt):
            if case .installed(let playbooks, let bundle) = event {
                return startRemoval(teardown, attempt: attempt, playbooks: playbooks, bundle: bundle)
            }
        case .startingRemoval(let teardown, let run):
            if case .runStarted = event { return removalStarted(teardown, run) }
        case .removing(let teardown, let run):
            if case .runProgressed(let progress) = event { return removalFollowed(teardown, run, progress) }
        case .withdrawing(let teardown):
            if case .addressWithdrawn = event { return withdrawn(teardown) }
        case .destroying(let teardown):
            if case .serversDestroyed(let areGone) = event { return destroyed(teardown, areGone) }
            if case .serversFound(let servers) = event { return destroyedSeveral(teardown, servers) }
        case .releasing(let teardown):
            if case .released = event { return conclude(teardown) }
        case .planningServer, .intendingServer, .placing, .preparingServer, .creatingServer, .resolvingServer,
            .awaitingServer, .replacingServer, .removingDuplicates, .connecting, .inspecting, .movingPorts, .installing,
            .starting,
            .converging,
            .diagnosing, .publishing, .verifying, .finished:
            break
        }
        throw IllegalTransition(step: state.step, event: event.name)
    }

    private func stopped(_ teardown: Teardown, in state: OperationState, isGone: Bool) -> Transition {
        guard !isGone, let effect = effect(of: state) else { return afterStop(teardown) }
        guard teardown.site?.server == nil || context.attempt < Self.stopAttempts else { return afterStop(teardown) }
        return retry(
            EffectFailure(.transient(retryAfter: nil), "The playbook on the host has not stopped yet."),
            in: state,
            effect: effect
        )
    }

    private func removalStarted(_ teardown: Teardown, _ run: Run) -> Transition {
        guard let host = teardown.site?.host else { return withdraw(teardown) }
        // Each run has the step's whole time, however long the attempts before it took.
        var transition = goOn(in: .removing(teardown, run), effect: .followRun(run.hostRun, host, from: 0))
        transition.waitingOn?.since = context.now
        transition.waitingOn?.nextCheckAt = context.now + OperationStep.removeWorkspace.deadline
        return transition
    }

    private func beginDecommission() -> Transition {
        tearDown(Teardown(reason: .decommission, site: context.knownSite), running: nil)
    }

    /// Enters a teardown at its first step that has something to do.
    func tearDown(_ teardown: Teardown, running run: HostRunKey?) -> Transition {
        guard let site = teardown.site else {
            return advance(to: .releasing(teardown), effect: .release)
        }
        if let run {
            return advance(to: .stoppingRun(teardown, run), effect: .stopRun(run, site.host))
        }
        return afterStop(teardown)
    }

    /// A droplet that cannot be reached is destroyed with whatever runs on it; a shared host must be asked until it
    /// answers.
    func stopFailed(_ failure: EffectFailure, _ teardown: Teardown, in state: OperationState) -> Transition? {
        if case .waitForBudget = failure.disposition { return nil }
        guard teardown.site?.server != nil, context.attempt + 1 >= Self.stopAttempts else { return nil }
        var transition = withdraw(teardown)
        transition.log.insert(
            LogLine(
                .warning,
                "\(failure.message) The droplet is destroyed with the playbook that may still run on it."
            ),
            at: 0
        )
        return transition
    }

    /// How often a playbook on a droplet is asked to stop before the droplet goes anyway.
    private static let stopAttempts = 3

    /// A cloud workspace goes with its droplet.
    private func afterStop(_ teardown: Teardown) -> Transition {
        guard !teardown.keepsSite else { return repairEnded(teardown) }
        guard let site = teardown.site, site.installed, site.server == nil else { return withdraw(teardown) }
        return advance(to: .installingRemoval(teardown, attempt: 1), effect: .install(site))
    }

    private func startRemoval(
        _ teardown: Teardown,
        attempt: Int,
        playbooks: SHA256Digest,
        bundle: SHA256Digest
    ) -> Transition {
        guard let host = teardown.site?.host else { return withdraw(teardown) }
        let run = makeRun(
            playbook: "decommission_workspace.yml",
            playbooks: playbooks,
            bundle: bundle,
            attempt: attempt
        )
        return goOn(in: .startingRemoval(teardown, run), effect: .startRun(run.hostRun, host))
    }

    private func removalFollowed(_ teardown: Teardown, _ run: Run, _ progress: HostRunProgress) -> Transition {
        guard let site = teardown.site else { return withdraw(teardown) }
        var run = run
        let lines = absorb(progress, into: &run)
        switch progress.state {
        case .running:
            guard !isPastDeadline(.removeWorkspace) else {
                return removalOverdue(teardown, run, at: site, after: lines)
            }
            return goOn(
                in: .removing(teardown, run),
                effect: .followRun(run.hostRun, site.host, from: run.offset),
                log: lines
            )
        case .finished(exitCode: 0):
            var transition = withdraw(teardown)
            transition.log = lines + [LogLine(.info, "The workspace is gone from the host.")] + transition.log
            return transition
        case .finished, .interrupted, .absent:
            var transition = retry(
                EffectFailure(
                    .transient(retryAfter: nil),
                    "Removing the workspace from the host failed. \(run.failure ?? "It was cut off.")"
                ),
                in: .installingRemoval(teardown, attempt: run.attempt + 1),
                effect: .install(site)
            )
            transition.log = lines + transition.log
            return transition
        }
    }

    /// A removal that does not end is stopped and started anew: the reservations on a shared host are given back only
    /// when the workspace is gone from it, and nobody must wait for that without being told for what.
    private func removalOverdue(
        _ teardown: Teardown,
        _ run: Run,
        at site: Site,
        after lines: [LogLine]
    ) -> Transition {
        var transition = wait(
            in: .stoppingRun(teardown, run.hostRun.key),
            effect: .stopRun(run.hostRun.key, site.host),
            for: .host,
            detail: "The removal of the workspace from host \(site.host) did not end within "
                + "\(OperationStep.removeWorkspace.deadline.words) (run \(run.hostRun.key)).",
            unblock: "It is stopped and started anew by itself; look at the host when this comes again.",
            after: RetryDelay.first
        )
        transition.attempt = 0
        transition.log = lines + transition.log
        return transition
    }

    private func withdraw(_ teardown: Teardown) -> Transition {
        advance(to: .withdrawing(teardown), effect: .withdrawAddress(name: context.hostName))
    }

    private func withdrawn(_ teardown: Teardown) -> Transition {
        guard let server = teardown.site?.server else {
            return advance(to: .releasing(teardown), effect: .release)
        }
        return advance(
            to: .destroying(teardown),
            effect: .destroyServers(name: server.intent.name, id: server.reference?.id)
        )
    }

    private func destroyed(_ teardown: Teardown, _ areGone: Bool) -> Transition {
        guard let server = teardown.site?.server else {
            return advance(to: .releasing(teardown), effect: .release)
        }
        guard areGone else {
            // It was found, and its removal asked for: from now on not to find it means that it is gone.
            var teardown = teardown
            teardown.site?.server?.visibleBy = nil
            return destroyAgain(teardown)
        }
        // What may still be about to appear is waited for, then destroyed.
        let isCertain = [server.uncertainUntil, server.visibleBy].allSatisfy {
            $0.map { context.lookedAt >= $0 } ?? true
        }
        let name = server.intent.name
        guard isCertain else {
            return goOn(
                in: .destroying(teardown),
                effect: .destroyServers(name: name, id: server.reference?.id),
                after: Self.resolveInterval
            )
        }
        var transition = advance(
            to: .releasing(teardown),
            effect: .release,
            ended: LogLine(.info, "The droplet \(name) is gone.")
        )
        transition.records = [.serverGone(name: name)]
        transition.records += (server.duplicates ?? []).map { .duplicateGone(id: $0) }
        return transition
    }

    /// Others of the name than the one that is known were found; all of them are to go.
    private func destroyedSeveral(_ teardown: Teardown, _ servers: [Server]) -> Transition {
        guard var site = teardown.site else { return destroyed(teardown, false) }
        let kept = site.server?.reference?.id ?? servers.first?.id
        let noted = note(servers.map(\.id).filter { $0 != kept }, at: &site)
        if servers.contains(where: { $0.id == kept }) { site.server?.visibleBy = nil }
        var teardown = teardown
        teardown.site = site
        var transition = destroyAgain(teardown)
        transition.log = noted.log + transition.log
        transition.records = noted.records
        return transition
    }

    private func destroyAgain(_ teardown: Teardown) -> Transition {
        let state = OperationState.destroying(teardown)
        guard let effect = effect(of: state), let name = teardown.site?.server?.intent.name else {
            return advance(to: .releasing(teardown), effect: .release)
        }
        guard isPastDeadline(.destroyServer) else {
            return goOn(in: state, effect: effect, after: Self.destroyInterval)
        }
        return wait(
            in: state,
            effect: effect,
            for: .retry,
            detail: "The droplet \(name) is still there although its removal was asked for again and again.",
            unblock: "Look at it in the provider's console; its removal is asked for again by itself.",
            after: RetryDelay.longest
        )
    }

    /// How often it is looked whether a server is gone: destroying takes from seconds to a minute.
    private static let destroyInterval = Duration.seconds(3)

    private func conclude(_ teardown: Teardown) -> Transition {
        var projection = ProjectionChange()
        projection.ipAddress = ""
        projection.dropletID = ""
        projection.instanceURL = ""
        projection.monthlyCostCents = 0
        switch teardown.reason {
        case .decommission:
            projection.status = WorkspaceStatus.decommissioned.rawValue
            projection.setsDecommissionedAt = true
            return finish(
                .succeeded,
                log: LogLine(.info, "The workspace is decommissioned; nothing of it is left."),
                projection: projection
            )
        case .failed(let message):
            projection.status = WorkspaceStatus.failed.rawValue
            return finish(
                .failed,
                log: LogLine(
                    .error,
                    "Provisioning failed and what it had made is removed: \(message) Ask again with "
                        + "moorage workspace retry \(context.workspace.id)."
                ),
                projection: projection
            )
        case .repairFailed, .repairCancelled: return repairEnded(teardown)
        case .cancelled:
            projection.status = WorkspaceStatus.failed.rawValue
            return finish(
                .cancelled,
                log: LogLine(.info, "Provisioning was cancelled; nothing of it is left."),
                projection: projection
            )
        }
    }
}
