import Providers
import Workspaces

extension OperationStateMachine {
    func stopped(_ teardown: Teardown, in state: OperationState, isGone: Bool) -> Transition {
        guard !isGone else { return afterStop(teardown) }
        guard teardown.site?.server == nil || context.attempt < Self.stopAttempts else { return afterStop(teardown) }
        return retry(
            EffectFailure(.transient(retryAfter: nil), "The playbook on the host has not stopped yet."),
            in: state
        )
    }

    func removalStarted(_ teardown: Teardown, _ run: Run) -> Transition {
        guard teardown.site != nil else { return withdraw(teardown) }
        // Each run has the step's whole time, however long the previous attempts took.
        var transition = goOn(in: .tearingDown(teardown, .removing(run)))
        transition.waitingOn?.since = context.now
        transition.waitingOn?.nextCheckAt = context.now + OperationStep.removeWorkspace.deadline
        return transition
    }

    func beginDecommission() -> Transition {
        tearDown(Teardown(reason: .decommission, site: context.knownSite), running: nil)
    }

    /// A teardown can be cancelled until it begins.
    func cancelDecommission() -> Transition {
        var projection = ProjectionChange()
        // Without a place nothing can be active: the workspace had failed before.
        projection.status = (context.knownSite == nil ? WorkspaceStatus.failed : .active).rawValue
        return finish(
            .cancelled,
            log: LogLine(.info, "The teardown was cancelled in time; nothing was removed."),
            projection: projection
        )
    }

    /// Enters a teardown at the first step that has something to do.
    func tearDown(_ teardown: Teardown, running run: HostRunKey?) -> Transition {
        guard teardown.site != nil else { return advance(to: .tearingDown(teardown, .releasing)) }
        if let run { return advance(to: .tearingDown(teardown, .stoppingRun(run))) }
        return afterStop(teardown)
    }

    /// A server that cannot be reached is destroyed with whatever runs on it; a shared host must be asked until it
    /// answers.
    func stopFailed(_ failure: EffectFailure, _ teardown: Teardown) -> Transition? {
        if case .waitForBudget = failure.disposition { return nil }
        guard teardown.site?.server != nil, context.attempt + 1 >= Self.stopAttempts else { return nil }
        var transition = withdraw(teardown)
        transition.log.insert(
            LogLine(
                .warning,
                "\(failure.message) The \(words.server) is destroyed with the playbook that may still run on it."
            ),
            at: 0
        )
        return transition
    }

    /// How often a playbook on a server is asked to stop before the server goes anyway.
    private static let stopAttempts = 3

    /// A cloud workspace is removed with its server.
    private func afterStop(_ teardown: Teardown) -> Transition {
        guard !teardown.keepsSite else { return repairEnded(teardown) }
        guard let site = teardown.site, site.installed, site.server == nil else { return withdraw(teardown) }
        return advance(to: .tearingDown(teardown, .installingRemoval(attempt: 1)))
    }

    func startRemoval(
        _ teardown: Teardown,
        attempt: Int,
        playbooks: SHA256Digest,
        bundle: SHA256Digest
    ) -> Transition {
        guard teardown.site != nil else { return withdraw(teardown) }
        let run = makeRun(
            playbook: "decommission_workspace.yml",
            playbooks: playbooks,
            bundle: bundle,
            attempt: attempt
        )
        return goOn(in: .tearingDown(teardown, .startingRemoval(run)))
    }

    func removalFollowed(_ teardown: Teardown, _ run: Run, _ progress: HostRunProgress) -> Transition {
        guard let site = teardown.site else { return withdraw(teardown) }
        var run = run
        let lines = absorb(progress, into: &run)
        switch progress.state {
        case .running:
            guard !isPastDeadline(.removeWorkspace) else {
                return removalOverdue(teardown, run, at: site, after: lines)
            }
            return goOn(
                in: .tearingDown(teardown, .removing(run)),
                log: lines
            )
        case .finished(exitCode: 0):
            var transition = withdraw(teardown)
            transition.log = lines + [LogLine(.info, "The workspace was removed from the host.")] + transition.log
            return transition
        case .finished, .interrupted, .absent:
            var transition = retry(
                EffectFailure(
                    .transient(retryAfter: nil),
                    "Removing the workspace from the host failed. \(run.failure ?? "It was cut off.")"
                ),
                in: .tearingDown(teardown, .installingRemoval(attempt: run.attempt + 1))
            )
            transition.log = lines + transition.log
            return transition
        }
    }

    /// A removal that does not end is stopped and started again. The reservations on a shared host are released only
    /// when the workspace is gone from it, and a waiting user must be told what for.
    private func removalOverdue(
        _ teardown: Teardown,
        _ run: Run,
        at site: Site,
        after lines: [LogLine]
    ) -> Transition {
        var transition = wait(
            in: .tearingDown(teardown, .stoppingRun(run.hostRun.key)),
            for: .host,
            detail:
                "The removal of the workspace from host \(site.host) did not finish within \(OperationStep.removeWorkspace.deadline.words) (run \(run.hostRun.key)).",
            unblock: "It is stopped and started again automatically; inspect the host if this happens again.",
            after: RetryDelay.first
        )
        transition.attempt = 0
        transition.log = lines + transition.log
        return transition
    }

    private func withdraw(_ teardown: Teardown) -> Transition {
        advance(to: .tearingDown(teardown, .withdrawing))
    }

    func withdrawn(_ teardown: Teardown) -> Transition {
        advance(to: .tearingDown(teardown, teardown.site?.server == nil ? .releasing : .destroying))
    }

    func destroyed(_ teardown: Teardown, _ areGone: Bool) -> Transition {
        guard let server = teardown.site?.server else {
            return advance(to: .tearingDown(teardown, .releasing))
        }
        guard areGone else {
            // It was found, and its removal requested: from now on not finding it means that it is gone.
            var teardown = teardown
            teardown.site?.server?.visibleBy = nil
            return destroyAgain(teardown)
        }
        // Servers that may still appear are awaited, then destroyed.
        let isCertain = [server.uncertainUntil, server.visibleBy].allSatisfy {
            $0.map { context.lookedAt >= $0 } ?? true
        }
        let name = server.intent.name
        guard isCertain else {
            return goOn(in: .tearingDown(teardown, .destroying), after: Self.resolveInterval)
        }
        var transition = advance(
            to: .tearingDown(teardown, .releasing),
            ended: LogLine(.info, "The \(words.server) \(name) is gone.")
        )
        transition.records = [.serverGone(name: name)]
        transition.records += (server.duplicates ?? []).map { .duplicateGone(id: $0) }
        return transition
    }

    /// Servers with the name other than the known one were found; all of them must be removed.
    func destroyedSeveral(_ teardown: Teardown, _ servers: [Server]) -> Transition {
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
        let state = OperationState.tearingDown(teardown, .destroying)
        guard let name = teardown.site?.server?.intent.name else {
            return advance(to: .tearingDown(teardown, .releasing))
        }
        guard isPastDeadline(.destroyServer) else {
            return goOn(in: state, after: Self.goneInterval)
        }
        return wait(
            in: state,
            for: .retry,
            detail: "The \(words.server) \(name) still exists although its removal was requested repeatedly.",
            unblock: "Look at it in the provider's console; Moorage keeps requesting its removal.",
            after: RetryDelay.longest
        )
    }

    func conclude(_ teardown: Teardown) -> Transition {
        var projection = ProjectionChange()
        projection.ipAddress = ""
        projection.serverID = ""
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
                    "Provisioning failed, and the created resources were removed: \(message) Try again with moorage workspace retry \(context.workspace.id)."
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
