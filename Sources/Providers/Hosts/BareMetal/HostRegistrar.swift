import FoundationEssentials
package import SSH
package import Workspaces

/// Registers a machine: verifies its key, reads and checks its facts, and only then writes our public key.
package struct HostRegistrar: Sendable {
    private let connector: any OperatorConnector
    private let requirements: HostRequirements
    private let now: @Sendable () -> Double

    /// - Parameters:
    ///   - requirements: The requirements for the machine.
    ///   - now: Our clock, in seconds since 1970.
    package init(
        connector: any OperatorConnector,
        requirements: HostRequirements = HostRequirements(),
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) {
        self.connector = connector
        self.requirements = requirements
        self.now = now
    }

    /// Verifies and checks a machine, and installs our key if it is accepted.
    ///
    /// - Throws: ``ProviderError``: permanent for an invalid fingerprint, `.waitForOperator(.hostKey)` if the machine
    ///   has a different key (it names the found ones), and the errors of connecting and reading.
    package func register(_ request: HostRegistrationRequest) async throws(ProviderError) -> HostRegistration {
        let hostKey = try await verifiedHostKey(request)
        let session = try await connector.connectAsOperator(to: endpoint(request, hostKey, request.operatorKey))
        do throws(ProviderError) {
            let registration = try await judge(session, hostKey)
            if registration.isAccepted {
                try await session.installKey(request.daemonKey.publicKey)
                try await session.installAnsible()
            }
            await session.close()
            if registration.isAccepted { try await tryDaemonKey(request, hostKey) }
            return registration
        } catch {
            await session.close()
            throw error
        }
    }

    private func judge(
        _ session: any OperatorSession,
        _ hostKey: HostKeyPin
    ) async throws(ProviderError) -> HostRegistration {
        let before = now()
        let facts = try await session.facts()
        // The machine read its clock between these two times.
        let verdicts = requirements.judge(facts, now: (before + now()) / 2)
        return HostRegistration(hostKey: hostKey, facts: facts, verdicts: verdicts)
    }

    /// A fingerprint does not contain its key's type, so this requests the machine's key of each type. The answer is
    /// only compared; the following session verifies it again.
    private func verifiedHostKey(_ request: HostRegistrationRequest) async throws(ProviderError) -> HostKeyPin {
        guard HostKeyPin(keyType: .ed25519, fingerprint: request.fingerprint) != nil else {
            throw ProviderError(
                .permanent,
                "\"\(HostText.clean(request.fingerprint, limit: 80))\" is not a fingerprint. Run `ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub` on the machine and use its SHA256:… part."
            )
        }
        var found: [HostKeyPin] = []
        for keyType in HostKeyPin.KeyType.allCases {
            guard
                let key = try await connector.presentedHostKey(
                    keyType,
                    address: request.address,
                    port: request.port
                )
            else { continue }
            if key.fingerprint == request.fingerprint { return key }
            found.append(key)
        }
        let list = found.isEmpty ? "no Ed25519 and no ECDSA key" : found.map(\.description).joined(separator: " and ")
        throw ProviderError(
            .waitForOperator(.hostKey),
            "The machine \(request.address) presented \(list), but \(request.fingerprint) was expected. Nothing was sent to it. "
                + "Compare the fingerprint on its own console."
        )
    }

    private func tryDaemonKey(
        _ request: HostRegistrationRequest,
        _ hostKey: HostKeyPin
    ) async throws(ProviderError) {
        let session = try await connector.connect(to: endpoint(request, hostKey, request.daemonKey.privateKey))
        await session.close()
    }

    private func endpoint(
        _ request: HostRegistrationRequest,
        _ hostKey: HostKeyPin,
        _ key: SSHPrivateKey
    ) -> HostEndpoint {
        HostEndpoint(
            address: request.address,
            port: request.port,
            user: request.user,
            hostKeyPins: [hostKey],
            privateKey: key
        )
    }
}

/// A machine that an operator wants to register.
package struct HostRegistrationRequest: Sendable {
    /// A host name or an address.
    package var address: String
    /// The port of its SSH server.
    package var port: Port
    /// The user to log in as, first with the operator's key and later with ours.
    package var user: String
    /// `SHA256:…`, as `ssh-keygen -l` prints it on the machine, of its Ed25519 or its ECDSA key.
    package var fingerprint: String
    /// The operator's key.
    package var operatorKey: SSHPrivateKey
    /// The daemon's key; its public half is installed.
    package var daemonKey: SSHKeyPair

    package init(
        address: String,
        port: Port,
        user: String,
        fingerprint: String,
        operatorKey: SSHPrivateKey,
        daemonKey: SSHKeyPair
    ) {
        self.address = address
        self.port = port
        self.user = user
        self.fingerprint = fingerprint
        self.operatorKey = operatorKey
        self.daemonKey = daemonKey
    }
}

/// The result of registering a machine.
package struct HostRegistration: Sendable {
    /// The verified host key, with its type.
    package var hostKey: HostKeyPin
    /// The machine's facts.
    package var facts: HostFacts
    /// Every requirement with its evidence.
    package var verdicts: [HostVerdict]

    /// Whether every requirement is met. Only then our key was installed and tried; otherwise nothing was written on
    /// the machine.
    package var isAccepted: Bool { verdicts.allSatisfy(\.passed) }

    package init(hostKey: HostKeyPin, facts: HostFacts, verdicts: [HostVerdict]) {
        self.hostKey = hostKey
        self.facts = facts
        self.verdicts = verdicts
    }
}
