import Orchestrator
import Providers
import Workspaces

extension SimulatedMachines {
    static let removal = "decommission_workspace.yml"

    /// Starts a run, or returns its state: the name identifies the run, so it happens once.
    func start(_ run: HostRun, epoch: LeaseEpoch, on address: String) -> Result<HostRunState, ProviderError> {
        let now = around.timeline.now
        let number = workspace(run.workspace)
        if let error = refuses(run.workspace, epoch, on: address) { return .failure(error) }
        monitor.hostObeyed("start", run.workspace, epoch, workspace: number)
        let known = at(address) { machine in
            machine.runs.first { $0.run.key == run.key }?.state(at: now)
        }
        if let known = known ?? nil { return .success(known) }
        let (isBusy, ports) =
            at(address) { machine in
                (machine.activeRun(of: run.workspace, at: now) != nil, machine.bundles[run.bundle])
            } ?? (false, nil)
        if isBusy {
            return .failure(ProviderError(.transient(retryAfter: nil), "Another run still works on the workspace."))
        }
        guard let ports else {
            return .failure(ProviderError(.transient(retryAfter: nil), "The bundle is not installed."))
        }
        monitor.runStarted(run.key, workspace: number)
        launch(run, ports: ports, on: address, at: now)
        around.history.note("machine", .about("starts the run", run.key.rawValue), workspace: number)
        return .success(.running)
    }

    private func launch(_ run: HostRun, ports: [Port], on address: String, at now: Int64) {
        let isRemoval = run.playbook == Self.removal
        if !isRemoval {
            let rivals = rivals(of: run.workspace, for: ports, on: address)
            if let rival = rivals.first {
                around.history.broke(
                    .sharedPort,
                    "\(run.workspace) is put on ports of \(rival) on \(address).",
                    workspace: workspace(run.workspace)
                )
            }
        }
        let odds = failureOdds(of: run)
        let drawn = around.timeline.draw { generator in
            (
                2_000_000 + Int64(generator.below(60_000_000)), 1 + generator.below(4),
                generator.chance(perMillion: odds) ? 2 : 0
            )
        }
        _ = at(address) { machine in
            machine.runs.append(
                .init(run: run, startedAt: now, endsAt: now + drawn.0, events: drawn.1, exitCode: drawn.2)
            )
            // An interrupted repair leaves the previous installation in place.
            if !isRemoval { machine.tenants[run.workspace, default: .init(ports: ports)].ports = ports }
        }
        around.timeline.after(drawn.0) { self.conclude(run, on: address) }
    }

    /// How often a run fails, in millionths. A workspace whose resources are kept when it fails has a poor playbook, or
    /// hardly any history would keep something.
    private func failureOdds(of run: HostRun) -> Int {
        let usual = around.plan.failedRun
        let isKept = run.playbook != Self.removal && around.database.isKept(run.workspace)
        return usual > 0 && isKept ? 500_000 : usual
    }

    /// A run that reached its end has had its effect.
    private func conclude(_ run: HostRun, on address: String) {
        let now = around.timeline.now
        let isDone = at(address) { machine -> Bool in
            guard let ended = machine.runs.first(where: { $0.run.key == run.key }),
                ended.state(at: now) == .finished(exitCode: 0)
            else { return false }
            if run.playbook == Self.removal {
                machine.tenants[run.workspace] = nil
            } else {
                machine.tenants[run.workspace]?.isDeployed = true
            }
            return true
        }
        guard isDone == true else { return }
        around.history.note(
            "machine",
            .about("has ended the run", run.key.rawValue),
            workspace: workspace(run.workspace)
        )
    }

    /// Stops a run; stopping a run that never began succeeds immediately.
    func stop(
        _ run: HostRunKey,
        _ id: WorkspaceID,
        epoch: LeaseEpoch,
        on address: String
    ) -> Result<Bool, ProviderError> {
        let now = around.timeline.now
        if let error = refuses(id, epoch, on: address) { return .failure(error) }
        monitor.hostObeyed("stop", id, epoch, workspace: workspace(id))
        if around.timeline.chance(around.plan.unstoppable) {
            return .failure(ProviderError(.transient(retryAfter: nil), "Processes of the run did not end."))
        }
        _ = at(address) { machine in
            guard let index = machine.runs.firstIndex(where: { $0.run.key == run && $0.isActive(at: now) }) else {
                return
            }
            machine.runs[index].cutAt = now
            machine.runs[index].wasStopped = true
        }
        around.history.note("machine", .about("stops the run", run.rawValue), workspace: workspace(id))
        return .success(true)
    }

    /// A bundle is uploaded.
    func install(
        _ digest: SHA256Digest,
        ports: [Port],
        _ id: WorkspaceID,
        epoch: LeaseEpoch,
        on address: String
    ) -> Result<Void, ProviderError> {
        if let error = refuses(id, epoch, on: address) { return .failure(error) }
        monitor.hostObeyed("install", id, epoch, workspace: workspace(id))
        _ = at(address) { $0.bundles[digest] = ports }
        return .success(())
    }

    /// The events of a run from an offset on: each is ``eventLength`` bytes long.
    func progress(_ run: HostRunKey, from offset: Int64, on address: String) -> HostRunProgress? {
        let now = around.timeline.now
        return at(address) { machine in
            guard let run = machine.runs.first(where: { $0.run.key == run }) else {
                return HostRunProgress(events: [], offset: offset, state: .absent)
            }
            let written = run.written(at: now)
            let read = Int(offset / Self.eventLength)
            let events = (min(read, written)..<written).map { Self.event($0, of: run) }
            return HostRunProgress(
                events: events,
                offset: max(offset, Int64(written) * Self.eventLength),
                state: run.state(at: now)
            )
        }
    }

    static let eventLength: Int64 = 100

    private static func event(_ index: Int, of run: SimulatedMachine.Run) -> HostRunEvent {
        let isLast = index == run.events - 1
        return HostRunEvent(
            event: isLast && run.exitCode != 0 ? .failed : .changed,
            role: "simulated",
            task: "a task",
            index: index + 1,
            total: run.events,
            durationMilliseconds: 1000,
            message: isLast && run.exitCode != 0 ? "It did not work." : ""
        )
    }

    /// When there will be something new about a run, at the latest after `patience`.
    func nextNews(of run: HostRunKey, from offset: Int64, on address: String, patience: Int64) -> Int64 {
        let now = around.timeline.now
        return at(address) { machine in
            guard let run = machine.runs.first(where: { $0.run.key == run }), run.isActive(at: now),
                Int64(run.written(at: now)) * Self.eventLength <= offset
            else { return 0 }
            return min(run.endsAt - now, patience)
        } ?? 0
    }
}
