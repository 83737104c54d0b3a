package import SSH
package import Workspaces

/// Opens sessions on hosts.
package protocol HostConnector: Sendable {
    /// Connects, verifies the host key against the pins, then logs in.
    ///
    /// - Throws: ``ProviderError``: transient when nothing answers yet or the login is refused (a machine that still
    ///   boots does both), `.waitForOperator(.hostKey)` when the key is not a pinned one.
    func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession
}

/// How a host is reached, and what it must prove.
package struct HostEndpoint: Sendable {
    /// A host name or an address.
    package var address: String
    /// The port of its SSH server.
    package var port: Port
    /// The user that logs in; other than `root`, commands run through `sudo -n`.
    package var user: String
    /// The keys that are accepted: usually one, two while a key is being replaced. Never empty.
    package var hostKeyPins: [HostKeyPin]
    /// The key that logs in.
    package var privateKey: SSHPrivateKey

    package init(address: String, port: Port, user: String, hostKeyPins: [HostKeyPin], privateKey: SSHPrivateKey) {
        self.address = address
        self.port = port
        self.user = user
        self.hostKeyPins = hostKeyPins
        self.privateKey = privateKey
    }
}

/// An open session on a host: everything that Moorage does there.
///
/// Every method that changes something carries the lease epoch; the host records the highest that it has seen and
/// refuses an older one (``ProviderError/Disposition/fenced``).
package protocol HostSession: Sendable {
    /// Whether the first boot is over: cloud-init has ended and Ansible is there.
    func bootProgress() async throws(ProviderError) -> BootProgress

    /// What the machine is and what listens on it. Changes nothing.
    func facts() async throws(ProviderError) -> HostFacts

    /// Stages the next host key (an OpenSSH private key) beside the present one. Nothing presents it before
    /// ``activateHostKey()``.
    func stageHostKey(_ key: Secret<String>) async throws(ProviderError)

    /// Puts the staged host key in force for new connections; harmless when it is in force already.
    func activateHostKey() async throws(ProviderError)

    /// Uploads an archive (tar) of playbooks to its digest's folder, unless it is there already.
    func installPlaybooks(_ archive: [UInt8], digest: SHA256Digest) async throws(ProviderError)

    /// Uploads a workspace's bundle (tar) to its digest's folder, readable by root alone.
    func installBundle(
        _ archive: Secret<[UInt8]>,
        digest: SHA256Digest,
        workspace: WorkspaceID,
        epoch: LeaseEpoch
    ) async throws(ProviderError)

    /// Starts a run, unless it already runs or has ended: a run is named by its key and happens once.
    func start(_ run: HostRun, epoch: LeaseEpoch) async throws(ProviderError) -> HostRunState

    /// The events of a run from a byte offset on, and how the run stands.
    ///
    /// Waits up to `patience` for something new. Ends at a line border, except that a line longer than the limit is
    /// cut and marked.
    func follow(
        _ run: HostRunKey,
        from offset: Int64,
        patience: Duration
    ) async throws(ProviderError) -> HostRunProgress

    /// Stops a run and everything that it started, and says whether nothing of it is left.
    func stop(_ run: HostRunKey, workspace: WorkspaceID, epoch: LeaseEpoch) async throws(ProviderError) -> Bool

    /// Asks every service of the workspace for its health on its own port, from the host itself.
    func verify(_ workspace: WorkspaceID) async throws(ProviderError) -> [ServiceHealth]

    /// Compares a workspace with what was installed, and its units and ports with what they should be. Changes nothing.
    ///
    /// - Parameters:
    ///   - workspace: whose files, units and ports are looked at.
    ///   - ports: its ports, 16 at most, whether or not a service should listen on each.
    func drift(of workspace: WorkspaceID, ports: [Port]) async throws(ProviderError) -> HostDrift

    /// Everything on the host that bears our name. Changes nothing.
    func inventory() async throws(ProviderError) -> HostInventory

    /// Starts the run that removes a workspace from the host without a bundle of it; ``HostRunState/absent`` when
    /// nothing but the record of its lease epoch is left. Refused while another run works on it.
    func removeOrphan(
        _ workspace: WorkspaceID,
        epoch: LeaseEpoch,
        run: HostRunKey
    ) async throws(ProviderError) -> HostRunState

    /// Ends the session. Safe to call twice.
    func close() async
}
