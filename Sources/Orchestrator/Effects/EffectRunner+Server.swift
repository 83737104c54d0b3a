import Providers
import SSH
import Workspaces

extension EffectRunner {
    /// How long to wait for a server before reporting that it is still pending.
    private static let serverPatience = Duration.seconds(60)
    /// How often to check it: one request serves all waiting servers.
    private static let serverInterval = Duration.seconds(3)
    /// Characters of a nonce: 36⁶ names for one workspace and generation.
    private static let nonceLength = 6

    func intendServer(_ plan: ServerPlan, for operation: ClaimedOperation) async throws -> OperationEvent {
        let workspace = operation.workspace.id
        var random = random
        let nonce = String((0..<Self.nonceLength).compactMap { _ in Self.alphabet.randomElement(using: &random) })
        let key = random.keyPair("\(workspace) first host key")
        let draft = ServerDraft(
            intent: ServerIntent(
                name: identity.serverName(for: workspace, generation: operation.generation, nonce: nonce),
                tags: Self.serverTags(of: workspace),
                plan: plan,
                authorizedKey: identity.publicKey
            ),
            hostKeyPin: key.publicKey.pin,
            hostKey: Secret(key.privateKey.reveal()),
            sshPort: identity.sshPort
        )
        guard let site = try await store.intendServer(draft, for: operation) else { return .portsExhausted }
        return .serverIntended(site)
    }

    /// The tags of every server besides the installation's; the contract names the first.
    static func serverTags(of workspace: WorkspaceID) -> [String] { ["adim-workspace", workspaceTag(of: workspace)] }

    private static func workspaceTag(of workspace: WorkspaceID) -> String { "workspace-\(workspace)" }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")

    func prepare(_ intent: ServerIntent) async throws -> OperationEvent {
        try await provider.prepare(intent)
        return .serverPrepared
    }

    /// The provider cannot refuse the call of a daemon that was replaced while it was frozen. So the daemon renews its
    /// lease immediately before: if it cannot renew, it does not call, and if it can, it has a whole lease for the
    /// call.
    private func confirmLease(of operation: ClaimedOperation) async throws(StoreError) {
        let stopwatch = Stopwatch(clock)
        let held = try await store.renewLeases(operation.lease, of: [operation.holder])
        guard !held.isEmpty, stopwatch.elapsed < operation.lease else {
            throw StoreError(.fenced, "A newer claim of the operation exists, or the lease has expired.")
        }
    }

    func create(
        _ intent: ServerIntent,
        on host: HostID,
        for operation: ClaimedOperation
    ) async throws -> OperationEvent {
        guard let hostKey = try await store.secret(.hostKey, of: host.rawValue) else {
            throw StoreError(.notFound, "The first host key of host \(host) is not recorded.")
        }
        let userData = try FirstBoot.userData(
            hostKey: Secret(String(decoding: hostKey.reveal(), as: UTF8.self)),
            authorizedKey: identity.publicKey,
            sshPort: identity.sshPort
        )
        try await confirmLease(of: operation)
        return .serverCreated(try await provider.createServer(intent, userData: userData))
    }

    /// No firewall protects a server that runs without its tags: it is not ready until they are confirmed.
    func awaitServer(_ reference: ServerReference, for operation: ClaimedOperation) async throws -> OperationEvent {
        let tags = Self.serverTags(of: operation.workspace.id)
        var waited = Duration.zero
        while true {
            var status = try await provider.status(of: reference)
            if case .active = status, try await !provider.confirmTags(tags, of: reference) { status = .pending }
            guard status == .pending, waited < Self.serverPatience else { return .serverStatus(status) }
            try await clock.sleep(for: Self.serverInterval)
            waited += Self.serverInterval
        }
    }

    /// Finding any server besides the known one is unexpected: then all are reported, to be recorded.
    func destroyServers(
        named name: String,
        id: String?,
        for operation: ClaimedOperation
    ) async throws -> OperationEvent {
        // Removing by name would remove what a newer holder has created under it.
        try await confirmLease(of: operation)
        let found = try await provider.destroyServers(
            named: name,
            id: id,
            tag: Self.workspaceTag(of: operation.workspace.id)
        )
        return Self.event(for: found, id: id)
    }

    static func event(for found: [Server], id: String?) -> OperationEvent {
        let isExpected = found.count <= 1 && found.allSatisfy { id == nil || $0.id == id }
        return isExpected ? .serversDestroyed(found.isEmpty) : .serversFound(found)
    }

    /// A bare-metal workspace needs no provider: without a token its record must be created by hand.
    func publish(_ record: AddressRecord, for operation: ClaimedOperation) async throws -> OperationEvent {
        try await confirmLease(of: operation)
        do {
            return .addressPublished(try await provider.publishAddress(record))
        } catch {
            guard operation.workspace.deploymentType == .bareMetal, error.lacksCredentials else { throw error }
            return .addressPublished(.zoneMissing)
        }
    }

    /// Without a token no record of a bare-metal workspace was ever written, and it must be removable. A record that
    /// was written waits for a token that is accepted again.
    func withdraw(_ name: String, for operation: ClaimedOperation) async throws -> OperationEvent {
        try await confirmLease(of: operation)
        do {
            try await provider.withdrawAddress(of: name)
        } catch {
            let mayHaveRecord = operation.state.site?.hasRecord ?? (operation.workspace.deploymentType == .cloud)
            guard !mayHaveRecord, error.lacksCredentials else { throw error }
        }
        return .addressWithdrawn
    }

    /// Checks first: a server that already runs is not started again.
    func powerOn(_ reference: ServerReference) async throws(ProviderError) -> OperationEvent {
        try await provider.powerOn(reference)
        return .serverPoweredOn
    }
}

extension ProviderError {
    fileprivate var lacksCredentials: Bool { disposition == .waitForOperator(.credentials) }
}
