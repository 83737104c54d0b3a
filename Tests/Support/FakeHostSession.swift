internal import Providers
internal import Workspaces

/// A session on one of the ``FakeHosts``.
struct FakeHostSession: HostSession {
    let hosts: FakeHosts

    func bootProgress() async throws(ProviderError) -> BootProgress { .ready }

    func facts() async throws(ProviderError) -> HostFacts { await hosts.facts }

    func stageHostKey(_ key: Secret<String>) async throws(ProviderError) {}

    func activateHostKey() async throws(ProviderError) {}

    func installPlaybooks(_ archive: [UInt8], digest: SHA256Digest) async throws(ProviderError) {}

    func installBundle(
        _ archive: Secret<[UInt8]>,
        digest: SHA256Digest,
        workspace: WorkspaceID,
        epoch: LeaseEpoch
    ) async throws(ProviderError) {}

    func start(_ run: HostRun, epoch: LeaseEpoch) async throws(ProviderError) -> HostRunState {
        await hosts.start(run)
    }

    func follow(
        _ run: HostRunKey,
        from offset: Int64,
        patience: Duration
    ) async throws(ProviderError) -> HostRunProgress {
        await hosts.waitForEnd(of: run, atMost: patience)
        let events =
            offset > 0
            ? []
            : [
                HostRunEvent(
                    event: .start,
                    role: "",
                    task: "",
                    index: 0,
                    total: 1,
                    durationMilliseconds: 0,
                    message: ""
                )
            ]
        return HostRunProgress(events: events, offset: 100, state: await hosts.state(of: run))
    }

    func stop(
        _ run: HostRunKey,
        workspace: WorkspaceID,
        epoch: LeaseEpoch
    ) async throws(ProviderError) -> Bool {
        await hosts.stop(run)
        return true
    }

    func verify(_ workspace: WorkspaceID) async throws(ProviderError) -> [ServiceHealth] {
        await hosts.health
    }

    func drift(of workspace: WorkspaceID, ports: [Port]) async throws(ProviderError) -> HostDrift {
        try await hosts.drift(of: workspace, ports: ports)
    }

    func inventory() async throws(ProviderError) -> HostInventory { try await hosts.inventory() }

    func removeOrphan(
        _ workspace: WorkspaceID,
        epoch: LeaseEpoch,
        run: HostRunKey
    ) async throws(ProviderError) -> HostRunState {
        await hosts.removeOrphan(workspace, epoch: epoch, run: run)
    }

    func close() async {}
}
