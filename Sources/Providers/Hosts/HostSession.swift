package import SSH
package import Workspaces

/// Opens sessions on hosts.
package protocol HostConnector: Sendable {
    /// Connects, verifies the host key against the pins, then logs in.
    ///
    /// - Throws: ``ProviderError``: transient if nothing answers yet or the log-in is refused (a booting machine does
    ///   both), `.waitForOperator(.hostKey)` if the key is not pinned.
    func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession
}

/// How to reach a host, and what it must prove.
package struct HostEndpoint: Sendable {
    /// A host name or an address.
    package var address: String
    /// The port of its SSH server.
    package var port: Port
    /// The user to log in as; if not `root`, commands run through `sudo -n`.
    package var user: String
    /// The accepted keys: usually one, two while a key is being replaced. Never empty.
    package var hostKeyPins: [HostKeyPin]
    /// The key for logging in.
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
/// Every method that changes something passes the lease epoch; the host records the highest one and refuses an older
/// one (``ProviderError/Disposition/fenced``).
package protocol HostSession: Sendable {
    /// Whether the first boot has ended: cloud-init has finished and Ansible is installed.
    func bootProgress() async throws(ProviderError) -> BootProgress

    /// The machine's facts, including its listeners. Changes nothing.
    func facts() async throws(ProviderError) -> HostFacts

    /// Stages the next host key (an OpenSSH private key) beside the current one. It is not presented before
    /// ``activateHostKey()``.
    func stageHostKey(_ key: Secret<String>) async throws(ProviderError)

    /// Activates the staged host key for new connections; harmless if it is already active.
    func activateHostKey() async throws(ProviderError)

    /// Uploads an archive (tar) of playbooks to the folder named by its digest, unless that exists.
    func installPlaybooks(_ archive: [UInt8], digest: SHA256Digest) async throws(ProviderError)

    /// Uploads a workspace's bundle (tar) to the folder named by its digest, readable only by root.
    func installBundle(
        _ archive: Secret<[UInt8]>,
        digest: SHA256Digest,
        workspace: WorkspaceID,
        epoch: LeaseEpoch
    ) async throws(ProviderError)

    /// Starts a run, unless it is running or has ended: the name identifies the run, so it happens once.
    func start(_ run: HostRun, epoch: LeaseEpoch) async throws(ProviderError) -> HostRunState

    /// The events of a run from a byte offset on, and the run's state.
    ///
    /// Waits up to `patience` for something new. Ends at a line boundary, except that a line longer than the limit is
    /// truncated and marked.
    func follow(
        _ run: HostRunKey,
        from offset: Int64,
        patience: Duration
    ) async throws(ProviderError) -> HostRunProgress

    /// Stops a run and everything that it started, and returns whether nothing of it is left.
    func stop(_ run: HostRunKey, workspace: WorkspaceID, epoch: LeaseEpoch) async throws(ProviderError) -> Bool

    /// Checks the health of every service of the workspace on its own port, from the host itself.
    func verify(_ workspace: WorkspaceID) async throws(ProviderError) -> [ServiceHealth]

    /// Compares a workspace with what was installed, and checks its units and ports. Changes nothing.
    ///
    /// - Parameters:
    ///   - workspace: whose files, units and ports are checked.
    ///   - ports: its ports, 16 at most, whether or not a service should listen on each.
    func drift(of workspace: WorkspaceID, ports: [Port]) async throws(ProviderError) -> HostDrift

    /// Everything of Moorage's on the host. Changes nothing.
    func inventory() async throws(ProviderError) -> HostInventory

    /// Starts the run that removes a workspace from the host without a bundle of it; ``HostRunState/absent`` if only
    /// the record of its lease epoch is left. Refused while another run of it is active.
    func removeOrphan(
        _ workspace: WorkspaceID,
        epoch: LeaseEpoch,
        run: HostRunKey
    ) async throws(ProviderError) -> HostRunState

    /// Closes the session. Safe to call twice.
    func close() async
}
