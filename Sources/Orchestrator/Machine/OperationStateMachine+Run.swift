import Providers
import Workspaces

extension OperationStateMachine {
    func start(
        at site: Site,
        attempt: Int,
        playbooks: SHA256Digest,
        bundle: SHA256Digest
    ) -> Transition {
        var site = site
        site.playbooks = playbooks
        let run = makeRun(
            playbook: "deploy_workspace.yml",
            playbooks: playbooks,
            bundle: bundle,
            attempt: attempt
        )
        return advance(
            to: .settingUp(site, .starting(run)),
            ended: LogLine(.info, "Uploaded playbooks and configuration to the host.")
        )
    }

    /// A run is named after the operation and the transition that decided it, so that it is started once.
    func makeRun(playbook: String, playbooks: SHA256Digest, bundle: SHA256Digest, attempt: Int) -> Run {
        let key = HostRunKey(rawValue: "\(context.workspace.id)-\(context.operation)-\(context.sequence)")
        return Run(
            hostRun: HostRun(
                key: key,
                workspace: context.workspace.id,
                playbook: playbook,
                playbooks: playbooks,
                bundle: bundle
            ),
            attempt: attempt
        )
    }

    func started(_ run: Run, at site: Site) -> Transition {
        goOn(
            in: .settingUp(site, .converging(run)),
            log: [
                LogLine(
                    .debug,
                    "The run \(run.hostRun.key) has started.",
                    data: ["run": .string(run.hostRun.key.rawValue)]
                )
            ]
        )
    }

    func followed(_ run: Run, _ progress: HostRunProgress, at site: Site) -> Transition {
        var run = run
        let lines = absorb(progress, into: &run)
        let state = OperationState.settingUp(site, .converging(run))
        switch progress.state {
        case .running:
            guard !isPastDeadline(state.step) else {
                return abandon(state, because: "The playbook did not finish in time.")
            }
            return goOn(
                in: state,
                log: lines
            )
        case .finished(exitCode: 0):
            return publish(at: site, after: lines)
        case .finished(let exitCode):
            var transition = advance(to: .settingUp(site, .diagnosing(run)))
            transition.log =
                lines + [
                    LogLine(
                        .warning,
                        "The playbook failed with exit code \(exitCode). \(run.failure ?? "")",
                        data: ["exit_code": .integer(Int64(exitCode)), "attempt": .integer(Int64(run.attempt))]
                    )
                ]
            return transition
        case .interrupted, .absent:
            return restart(run, at: site, after: lines)
        }
    }

    /// Applies a piece of the event stream, and returns its log lines.
    func absorb(_ progress: HostRunProgress, into run: inout Run) -> [LogLine] {
        run.offset = progress.offset
        if let failure = progress.events.last(where: { $0.event == .failed }) {
            run.failure = "\(failure.role.isEmpty ? "" : failure.role + ": ")\(failure.task): \(failure.message)"
        }
        return RunLog.lines(for: progress, of: &run)
    }

    private func publish(at site: Site, after lines: [LogLine]) -> Transition {
        var transition = advance(
            to: .settingUp(site, .publishing),
            ended: LogLine(.info, "The host has converged.")
        )
        transition.log = lines + transition.log
        return transition
    }

    /// An interrupted run left no exit code; starting again is safe, because playbooks converge.
    private func restart(_ run: Run, at site: Site, after lines: [LogLine]) -> Transition {
        let state = OperationState.settingUp(site, .converging(run))
        guard run.attempt < OperationPolicy.interruptedRunAttempts else {
            return abandon(state, because: "The playbook was interrupted \(run.attempt) times.")
        }
        var transition = install(
            at: site,
            attempt: run.attempt + 1,
            ended: LogLine(
                .warning,
                "The run \(run.hostRun.key) was interrupted; starting it again.",
                data: ["attempt": .integer(Int64(run.attempt))]
            )
        )
        transition.log = lines + transition.log
        return transition
    }

    func diagnosed(_ run: Run, _ facts: HostFacts, at site: Site) -> Transition {
        let state = OperationState.settingUp(site, .diagnosing(run))
        guard facts.freeDiskMiB >= OperationPolicy.lowestFreeDiskMiB else {
            return waitForDisk(facts, in: state)
        }
        guard run.attempt < OperationPolicy.runAttempts else {
            return abandon(state, because: "The playbook failed \(run.attempt) times. \(run.failure ?? "")")
        }
        return install(
            at: site,
            attempt: run.attempt + 1,
            ended: LogLine(.info, "Trying the playbook again.")
        )
    }

    func waitForDisk(_ facts: HostFacts, in state: OperationState) -> Transition {
        wait(
            in: state,
            for: .disk,
            detail: "The host's disk is full: less than \(OperationPolicy.lowestFreeDiskMiB) MiB are free on /var.",
            unblock: "It continues automatically when there is space again.",
            after: RetryDelay.operatorCheck
        )
    }
}
