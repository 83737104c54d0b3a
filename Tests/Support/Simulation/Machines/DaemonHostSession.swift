import Orchestrator
import Providers
import SSH
import Workspaces

/// A daemon's session on a machine: it ends when the machine reboots, and may break at any time.
struct DaemonHostSession: HostSession {
    let machines: SimulatedMachines
    let calls: DaemonCalls
    let address: String
    let boot: Int

    private func ask<Value: Sendable>(
        _ name: String,
        of workspace: WorkspaceID? = nil,
        isWrite: Bool = true,
        _ body: @escaping @Sendable () -> Result<Value, ProviderError>
    ) async throws(ProviderError) -> Value {
        try await calls.call(
            .host,
            name,
            workspace: workspace.flatMap { machines.workspace($0) },
            isWrite: isWrite,
            failure: { ProviderError(.transient(retryAfter: nil), $0) },
            apply: { _ in broken().map(Result.failure) ?? body() }
        ).get()
    }

    private func broken() -> ProviderError? {
        let now = machines.around.timeline.now
        let isAlive = machines.at(address) { $0.boot == boot && $0.answersAt <= now } ?? false
        return isAlive ? nil : ProviderError(.transient(retryAfter: nil), "The connection to \(address) is gone.")
    }

    func bootProgress() async throws(ProviderError) -> BootProgress {
        try await ask("boot progress", isWrite: false) {
            let now = machines.around.timeline.now
            let isReady = machines.at(address) { $0.readyAt <= now } ?? false
            return .success(isReady ? .ready : .booting(detail: "simulated"))
        }
    }

    func facts() async throws(ProviderError) -> HostFacts {
        try await ask("facts", isWrite: false) { .success(machines.facts(of: address)) }
    }

    func stageHostKey(_ key: Secret<String>) async throws(ProviderError) {
        try await ask("stage a host key") {
            let pin = machines.around.keys.pin(of: key.reveal())
            _ = machines.at(address) { $0.stagedPin = pin }
            return .success(())
        }
    }

    func activateHostKey() async throws(ProviderError) {
        try await ask("activate a host key") {
            _ = machines.at(address) { machine in
                guard let staged = machine.stagedPin else { return }
                machine.pin = staged
                machine.stagedPin = nil
            }
            return .success(())
        }
    }

    func installPlaybooks(_ archive: [UInt8], digest: SHA256Digest) async throws(ProviderError) {
        try await ask("install playbooks") { .success(()) }
    }

    func installBundle(
        _ archive: Secret<[UInt8]>,
        digest: SHA256Digest,
        workspace: WorkspaceID,
        epoch: LeaseEpoch
    ) async throws(ProviderError) {
        let ports = SimulatedBundles.ports(in: archive)
        try await ask("install a bundle", of: workspace) {
            machines.install(digest, ports: ports, workspace, epoch: epoch, on: address)
        }
    }

    func start(_ run: HostRun, epoch: LeaseEpoch) async throws(ProviderError) -> HostRunState {
        try await ask("start a run", of: run.workspace) { machines.start(run, epoch: epoch, on: address) }
    }

    func follow(
        _ run: HostRunKey,
        from offset: Int64,
        patience: Duration
    ) async throws(ProviderError) -> HostRunProgress {
        let wait = machines.nextNews(of: run, from: offset, on: address, patience: patience.wholeMicroseconds)
        // Cancelled when somebody cancels the operation: the command on the host is then ended.
        guard (try? await machines.around.timeline.sleepUnlessCancelled(wait)) != nil else {
            throw ProviderError(.transient(retryAfter: nil), "Interrupted.")
        }
        return try await ask("follow a run", isWrite: false) {
            guard var progress = machines.progress(run, from: offset, on: address) else {
                return .failure(ProviderError(.transient(retryAfter: nil), "Nothing answers at \(address)."))
            }
            if let first = progress.events.first, machines.around.timeline.chance(machines.around.plan.garbledEvents) {
                progress.events = progress.events.reversed() + [first]
            }
            return .success(progress)
        }
    }

    func stop(_ run: HostRunKey, workspace: WorkspaceID, epoch: LeaseEpoch) async throws(ProviderError) -> Bool {
        try await ask("stop a run", of: workspace) { machines.stop(run, workspace, epoch: epoch, on: address) }
    }

    func verify(_ workspace: WorkspaceID) async throws(ProviderError) -> [ServiceHealth] {
        try await ask("verify", isWrite: false) {
            let isSick = machines.around.timeline.chance(machines.around.plan.unhealthy)
            let isHealthy = machines.isDeployed(workspace, at: address) && !isSick
            let detail = isHealthy ? "200" : "refused"
            return .success(
                FakeHosts.services.map { ServiceHealth(service: $0, port: nil, healthy: isHealthy, detail: detail) }
            )
        }
    }

    func drift(of workspace: WorkspaceID, ports: [Port]) async throws(ProviderError) -> HostDrift {
        try await ask("drift", isWrite: false) { machines.drift(of: workspace, ports: ports, on: address) }
    }

    func inventory() async throws(ProviderError) -> HostInventory {
        try await ask("inventory", isWrite: false) { machines.inventory(of: address) }
    }

    func removeOrphan(
        _ workspace: WorkspaceID,
        epoch: LeaseEpoch,
        run: HostRunKey
    ) async throws(ProviderError) -> HostRunState {
        try await ask("remove an orphan", of: workspace) {
            machines.removeOrphan(workspace, epoch: epoch, run: run, on: address)
        }
    }

    func close() async {}
}
