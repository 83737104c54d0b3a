import FailPoints
import Providers
import SSH
import Services
import Templates
import Workspaces

extension EffectRunner {
    /// How long to wait for a first boot before reporting that it is still in progress.
    private static let bootPatience = Duration.seconds(30)
    /// How often to query a booting machine.
    private static let bootInterval = Duration.seconds(1)

    /// Logs in, waits for the end of the first boot, and replaces the first host key.
    func connect(
        to host: HostID,
        rotatesHostKey: Bool,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws -> OperationEvent {
        var waited = Duration.zero
        while true {
            do {
                switch try await session(on: host, sessions).bootProgress() {
                case .ready:
                    // Not earlier, because cloud-init writes host keys until it has finished.
                    if rotatesHostKey { try await rotateHostKey(of: host, for: operation, sessions: sessions) }
                    return .connected
                case .failed(let reason): throw ProviderError(.permanent, reason)
                case .booting(let detail): try stillWaiting(waited, "The machine is still booting (\(detail)).")
                }
            } catch let error as ProviderError {
                await sessions.close()
                guard case .transient = error.disposition, waited < Self.bootPatience else { throw error }
            }
            try await clock.sleep(for: Self.bootInterval)
            waited += Self.bootInterval
        }
    }

    private func stillWaiting(_ waited: Duration, _ message: String) throws(ProviderError) {
        guard waited < Self.bootPatience else { throw ProviderError(.transient(retryAfter: nil), message) }
    }

    /// Write the new key to a temporary file, commit it as the next pin, install it, log in with it, commit it as the
    /// pin. In between both keys are accepted, so a daemon may die at any point.
    private func rotateHostKey(
        of host: HostID,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws {
        let record = try await store.host(host)
        guard record.hasFirstKey else { return }
        let session = try await session(on: host, sessions)
        if try await store.secret(.nextHostKey, of: host.rawValue) == nil {
            let fresh = random.keyPair("\(operation.workspace.id) host key")
            FailPoints.reach(.before(.hostKey, "save"))
            try await store.saveNextHostKey(
                Secret(fresh.privateKey.reveal()),
                pin: fresh.publicKey.pin,
                of: host,
                holder: operation.holder
            )
            FailPoints.reach(.after(.hostKey, "save"))
        }
        // Not necessarily the new key: an earlier attempt may have been carried out since, even completely.
        guard let stored = try await store.secret(.nextHostKey, of: host.rawValue) else {
            throw ProviderError(.transient(retryAfter: nil), "The host's next key is not recorded yet.")
        }
        let key = SSHPrivateKey(openSSH: String(decoding: stored.reveal(), as: UTF8.self))
        FailPoints.reach(.before(.hostKey, "stage"))
        try await session.stageHostKey(Secret(key.reveal()))
        FailPoints.reach(.after(.hostKey, "stage"))
        FailPoints.reach(.before(.hostKey, "activate"))
        try await session.activateHostKey()
        FailPoints.reach(.after(.hostKey, "activate"))
        await sessions.close()

        let next = try await store.host(host)
        guard let nextPin = next.nextPin else {
            throw StoreError(.notFound, "The next host key of host \(host) is not recorded.")
        }
        var endpoint = try endpoint(of: next)
        endpoint.hostKeyPins = [nextPin]
        _ = try await sessions.session(on: host, at: endpoint)
        FailPoints.reach(.before(.hostKey, "promote"))
        try await store.promoteHostKey(nextPin, of: host, holder: operation.holder)
        FailPoints.reach(.after(.hostKey, "promote"))
    }

    func install(
        at site: Site,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws -> OperationEvent {
        let secrets = try await store.workspaceSecrets(
            of: operation.workspace.number,
            holder: operation.holder,
            mint: try random.secrets().encoded()
        )
        let bundle = try bundles.bundle(for: operation, at: site, secrets: try WorkspaceSecrets.decode(secrets))
        let session = try await session(on: site.host, sessions)
        try await session.installPlaybooks(bundles.playbooks.bytes, digest: bundles.playbooks.digest)
        try await session.installBundle(
            bundle.archive,
            digest: bundle.digest,
            workspace: operation.workspace.id,
            epoch: operation.holder.epoch
        )
        return .installed(playbooks: bundles.playbooks.digest, bundle: bundle.digest)
    }

    func movePorts(
        on host: HostID,
        avoiding foreign: [Port],
        for operation: ClaimedOperation
    ) async throws -> OperationEvent {
        guard let block = try await store.movePorts(on: host, avoiding: Set(foreign), for: operation) else {
            return .portsExhausted
        }
        return .portsMoved(block)
    }

    func place(_ operation: ClaimedOperation) async throws -> OperationEvent {
        switch try await store.place(operation) {
        case .placed(let site): .placed(site)
        case .noHost(let reason): .noHost(reason: reason)
        case .portsExhausted: .portsExhausted
        }
    }

    func release(_ operation: ClaimedOperation) async throws -> OperationEvent {
        try await store.releaseSite(of: operation)
        return .released
    }
}
