internal import EventLoop
internal import FoundationEssentials
package import Logging
package import Postgres
package import Providers
package import SSH
internal import ServiceLifecycle
internal import Workspaces

/// Checks machines that enrolled themselves, with the daemon's own key, which they accept: a machine that passes
/// becomes a host.
package struct EnrolmentService: Service {
    /// How often to check for reports; it is one lookup in an index that is nearly always empty.
    private static let interval = Duration.seconds(2)
    /// With the waits between them, these take about ten minutes, in which an installer authorizes our key.
    static let longestTry = 12
    private static let firstDelay = Duration.seconds(5)
    private static let longestDelay = Duration.seconds(120)

    private let queue: EnrolmentQueue
    private let hosts: HostDirectory
    private let registerMachine: @Sendable (HostRegistrationRequest) async throws -> HostRegistration
    private let key: SSHKeyPair
    private let logger: Logger

    /// - Parameters:
    ///   - key: the daemon's key, which the machine accepts.
    ///   - register: what `HostRegistrar` does.
    package init(
        pool: PostgresPool,
        key: SSHKeyPair,
        logger: Logger,
        register: @escaping @Sendable (HostRegistrationRequest) async throws -> HostRegistration
    ) {
        queue = EnrolmentQueue(pool: pool)
        hosts = HostDirectory(pool: pool)
        registerMachine = register
        self.key = key
        self.logger = logger
    }

    /// Looks for machines until a graceful shutdown or a cancel. Either interrupts a registration in progress; another
    /// daemon then starts it again.
    package func run() async throws {
        await PeriodicService(every: Self.interval, failure: "Enrolments are waiting for the database.", logger: logger)
        {
            while try await judgeNext() {}
        }.run()
    }

    /// Checks one machine.
    ///
    /// - Returns: false if none is waiting.
    package func judgeNext() async throws -> Bool {
        guard let claim = try await queue.claim() else { return false }
        do {
            try await register(claim)
        } catch let error as ProviderError {
            try await note(error, claim)
        }
        return true
    }

    private func register(_ claim: EnrolmentQueue.Claim) async throws {
        if let known = try await queue.hostName(at: claim.address, port: claim.port) {
            return try await refuse(claim, "The host \(known) already has this address; see the list of hosts.")
        }
        let registration = try await registerMachine(
            HostRegistrationRequest(
                address: claim.address,
                port: Port(rawValue: UInt16(clamping: claim.port)),
                user: claim.user,
                fingerprint: claim.fingerprint,
                operatorKey: key.privateKey,
                daemonKey: key
            )
        )
        guard registration.isAccepted else {
            let reasons = registration.verdicts.filter { !$0.passed }.map { "\($0.evidence) \($0.remedy)" }
            return try await refuse(claim, reasons.joined(separator: " "))
        }
        if let known = try await hosts.name(ofMachine: registration.facts.machineID) {
            return try await refuse(
                claim,
                "This machine is already registered as \(known); a machine can be only one host."
            )
        }
        let capacity = HostCapacity.of(registration.facts)
        do {
            let id = try await hosts.add(
                address: claim.address,
                port: Port(rawValue: UInt16(clamping: claim.port)),
                user: claim.user,
                registration: registration,
                capacity: capacity,
                tenancy: claim.ownerEmail.map { .owner(email: $0) } ?? .shared
            )
            try await queue.finish(
                claim,
                state: "accepted",
                detail: "Registered with \(capacity.vcpu) vcpu, \(capacity.ramGB) GB of memory and "
                    + "\(capacity.storageGB) GB of disk.",
                host: id.rawValue
            )
            logger.info("A machine enrolled itself.", metadata: ["host": "\(id)", "address": "\(claim.address)"])
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            try await refuse(claim, "A host with this address is already registered; see the list of hosts.")
        }
    }

    private func refuse(_ claim: EnrolmentQueue.Claim, _ reason: String) async throws {
        logger.notice("A machine was refused.", metadata: ["address": "\(claim.address)", "reason": "\(reason)"])
        try await queue.finish(claim, state: "refused", detail: reason, host: nil)
    }

    /// Retries failures that may be temporary: the installer may not have authorized our key yet.
    private func note(_ error: ProviderError, _ claim: EnrolmentQueue.Claim) async throws {
        let isFinal =
            switch error.disposition {
            case .permanent, .waitForOperator(.hostKey): true
            default: claim.attempt >= Self.longestTry
            }
        let reason = claim.isStaffs ? error.message : Self.generalReason(error, claim)
        guard !isFinal else {
            logger.notice("A machine could not be reached.", metadata: ["reason": "\(error.message)"])
            return try await refuse(claim, reason)
        }
        let delay = min(Self.longestDelay, Self.firstDelay * (1 << min(claim.attempt - 1, 10)))
        try await queue.postpone(claim, by: delay, detail: "Not reached yet: \(reason)")
    }

    /// Tells the installer's user how to fix it, without repeating what answered: the user chose the address, and the
    /// listening program may not be theirs.
    private static func generalReason(_ error: ProviderError, _ claim: EnrolmentQueue.Claim) -> String {
        if error.disposition == .waitForOperator(.hostKey) {
            return "The host key differs from the reported one. Run the installer on the machine again."
        }
        return
            "Logging in as \(claim.user) at \(claim.address), port \(claim.port), failed. Check that its SSH server can be reached "
            + "from here at this port and that it admits our key; then run the installer again with the same token."
    }
}
