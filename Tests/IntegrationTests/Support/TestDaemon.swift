import Database
import Logging
import Orchestrator
import Postgres
import Providers
import SSH
import ServiceLifecycle
import Templates
import TestSupport
import Workspaces

/// The parts of one daemon, which share provider, hosts and database with those of others.
struct TestDaemon: Sendable {
    let store: PostgresOperationStore
    let projector: WorkspaceProjector
    let orchestrator: WorkspaceOrchestrator
    let wakeSignal: WakeSignal
    let identity: DaemonIdentity

    /// What daemons of one installation share.
    struct Surroundings: Sendable {
        let pool: PostgresPool
        let provider: FakeServerProvider
        let hosts: FakeHosts
        let sealer: SecretSealer
        let key: SSHKeyPair
        var decommissionDelay = Duration.zero
        /// Replaces the provider, for a test of an API with other behaviour.
        var api: (any ServerProvider)?
        var claimLimits = ClaimLimits()
    }

    init(named name: String, lease: Duration? = nil, in surroundings: Surroundings) throws {
        var limits = OrchestratorLimits()
        if let lease { limits.lease = lease }
        wakeSignal = WakeSignal()
        identity = Self.identity(surroundings)
        projector = WorkspaceProjector(pool: surroundings.pool, logger: Self.logger)
        store = PostgresOperationStore(
            pool: surroundings.pool,
            sealer: surroundings.sealer,
            settings: .init(
                daemon: name,
                cloud: ProviderWords.digitalOcean.id,
                defaultRegion: "nyc3",
                decommissionDelay: surroundings.decommissionDelay,
                limits: surroundings.claimLimits
            ),
            projector: projector,
            logger: Self.logger
        )
        orchestrator = WorkspaceOrchestrator(
            runner: try Self.runner(store: store, in: surroundings),
            policy: OperationPolicy(domain: "workspaces.test"),
            limits: limits,
            wakeSignal: wakeSignal,
            logger: Self.logger
        )
    }

    private static func runner(
        store: PostgresOperationStore,
        in surroundings: Surroundings
    ) throws -> EffectRunner {
        EffectRunner(
            store: store,
            provider: surroundings.api ?? surroundings.provider,
            connector: surroundings.hosts,
            bundles: BundleSource(
                renderer: try BundleRenderer(),
                playbooks: try PlaybookArchive.load(directory: "playbooks"),
                application: .git(url: "https://git.example/app.git", revision: "main"),
                carriedApplication: nil,
                artifacts: [:],
                certificate: .selfSigned,
                domain: "workspaces.test"
            ),
            identity: identity(surroundings)
        )
    }

    private static func identity(_ surroundings: Surroundings) -> DaemonIdentity {
        DaemonIdentity(
            installation: "test01",
            privateKey: surroundings.key.privateKey,
            publicKey: surroundings.key.publicKey.line,
            sshPort: Port(rawValue: 22)
        )
    }

    /// Works while `body` runs, then drains.
    func run<Result: Sendable>(while body: () async throws -> Result) async throws -> Result {
        let services = ServiceGroup(services: [projector, orchestrator], logger: Self.logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let result: Result
            do {
                result = try await body()
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    /// Works while `body` runs, then dies: nothing is given back.
    func runUntilKilled(while body: () async throws -> Void) async throws {
        let (projector, orchestrator) = (projector, orchestrator)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await projector.run() }
            group.addTask { try await orchestrator.run() }
            try await body()
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }

    static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .notice
        return logger
    }
}
