import Providers
import SSH
import Workspaces

/// A real session except for its facts; see ``WellEquippedConnector``.
struct WellEquippedSession: OperatorSession {
    let real: any OperatorSession

    func facts() async throws(ProviderError) -> HostFacts {
        HostFacts(
            distribution: "debian",
            distributionVersion: "12",
            architecture: "x86_64",
            systemdVersion: 252,
            machineID: "0123456789abcdef0123456789abcdef",
            vcpu: 4,
            memoryMiB: 4_000,
            freeDiskMiB: 50_000,
            clock: 1_790_000_000,
            hasRoot: true,
            pythonVersion: "3.11.2",
            ansibleVersion: nil,
            listeners: []
        )
    }

    func installKey(_ key: SSHPublicKey) async throws(ProviderError) { try await real.installKey(key) }

    func installAnsible() async throws(ProviderError) { try await real.installAnsible() }

    func drift(of workspace: WorkspaceID, ports: [Port]) async throws(ProviderError) -> HostDrift {
        try await real.drift(of: workspace, ports: ports)
    }

    func inventory() async throws(ProviderError) -> HostInventory { try await real.inventory() }

    func removeOrphan(
        _ workspace: WorkspaceID,
        epoch: LeaseEpoch,
        run: HostRunKey
    ) async throws(ProviderError) -> HostRunState {
        try await real.removeOrphan(workspace, epoch: epoch, run: run)
    }

    func close() async { await real.close() }

    func bootProgress() async throws(ProviderError) -> BootProgress { try await real.bootProgress() }

    func stageHostKey(_ key: Secret<String>) async throws(ProviderError) { try await real.stageHostKey(key) }

    func activateHostKey() async throws(ProviderError) { try await real.activateHostKey() }

    func installPlaybooks(_ archive: [UInt8], digest: SHA256Digest) async throws(ProviderError) {
        try await real.installPlaybooks(archive, digest: digest)
    }

    func installBundle(
        _ archive: Secret<[UInt8]>,
        digest: SHA256Digest,
        workspace: WorkspaceID,
        epoch: LeaseEpoch
    ) async throws(ProviderError) {
        try await real.installBundle(archive, digest: digest, workspace: workspace, epoch: epoch)
    }

    func start(_ run: HostRun, epoch: LeaseEpoch) async throws(ProviderError) -> HostRunState {
        try await real.start(run, epoch: epoch)
    }

    func follow(
        _ run: HostRunKey,
        from offset: Int64,
        patience: Duration
    ) async throws(ProviderError) -> HostRunProgress {
        try await real.follow(run, from: offset, patience: patience)
    }

    func stop(_ run: HostRunKey, workspace: WorkspaceID, epoch: LeaseEpoch) async throws(ProviderError) -> Bool {
        try await real.stop(run, workspace: workspace, epoch: epoch)
    }

    func verify(_ workspace: WorkspaceID) async throws(ProviderError) -> [ServiceHealth] {
        try await real.verify(workspace)
    }
}
