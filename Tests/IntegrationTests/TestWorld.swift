import Logging
import Orchestrator
import OrchestratorPostgres
import OrchestratorTesting
import Postgres
import Providers
import SSH
import ServiceLifecycle
import Templates
import WorkspaceModel

/// A daemon in this process on a database of its own, with a provider and hosts in memory.
struct TestWorld: Sendable {
    let pool: PostgresPool
    let url: String
    let store: PostgresOperationStore
    let projector: WorkspaceProjector
    let provider: FakeServerProvider
    let hosts: FakeHosts
    let orchestrator: WorkspaceOrchestrator
    let wakeSignal: WakeSignal

    /// Makes a database, migrates it, and runs the daemon on it for as long as `body` takes.
    static func run(
        decommissionDelay: Duration = .zero,
        _ body: (TestWorld) async throws -> Void
    ) async throws {
        let world = try await make(decommissionDelay: decommissionDelay)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let logger = Self.logger
            let services = ServiceGroup(
                services: [world.projector, world.orchestrator],
                logger: logger
            )
            group.addTask { try await services.run() }
            do {
                try await body(world)
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        await world.pool.close()
    }

    static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .warning
        return logger
    }

    /// Makes a database and the parts of a daemon on it, without running it.
    static func make(decommissionDelay: Duration = .zero) async throws -> TestWorld {
        let url = try await TestDatabases.shared.fresh()
        let pool = PostgresPool(configuration: try PostgresConfiguration(url: url), logger: logger)
        try await pool.withConnection { _ = try await MoorageMigrations.apply(on: $0) }
        let sealer = try SecretSealer(masterKey: Secret(Array(repeating: 7, count: 32)))
        let projector = WorkspaceProjector(pool: pool, logger: logger)
        let store = PostgresOperationStore(
            pool: pool,
            sealer: sealer,
            settings: .init(daemon: "test", defaultRegion: "nyc3", decommissionDelay: decommissionDelay),
            projector: projector,
            logger: logger
        )
        let provider = FakeServerProvider()
        let hosts = FakeHosts()
        let key = SSHKeyPair.generate(comment: "test")
        let runner = EffectRunner(
            store: store,
            provider: provider,
            connector: hosts,
            bundles: BundleSource(
                renderer: try BundleRenderer(),
                playbooks: try PlaybookArchive.load(directory: "playbooks"),
                application: .git(url: "https://git.example/app.git", revision: "main"),
                carriedApplication: nil,
                artifacts: ServiceArtifacts(qdrant: nil, neo4j: nil),
                certificate: .selfSigned,
                domain: "workspaces.test"
            ),
            identity: DaemonIdentity(
                installation: "test01",
                privateKey: key.privateKey,
                publicKey: key.publicKey.line,
                sshPort: Port(rawValue: 22)
            )
        )
        let wakeSignal = WakeSignal()
        let orchestrator = WorkspaceOrchestrator(
            runner: runner,
            policy: OperationPolicy(domain: "workspaces.test", decommissionDelay: decommissionDelay),
            wakeSignal: wakeSignal,
            logger: logger
        )
        return TestWorld(
            pool: pool,
            url: url,
            store: store,
            projector: projector,
            provider: provider,
            hosts: hosts,
            orchestrator: orchestrator,
            wakeSignal: wakeSignal
        )
    }

    /// Inserts an owner and a workspace as a client would.
    func enqueue(_ id: String, type: String = "cloud", name: String = "Test", region: String = "nyc3") async throws {
        try await pool.query(
            """
            INSERT INTO meta_users (email, username, hashed_password)
            VALUES ('owner@example.com', 'owner', 'x') ON CONFLICT (email) DO NOTHING
            """
        )
        try await pool.query(
            """
            INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, region)
            SELECT \(id), \(name), id, \(type), \(region) FROM meta_users WHERE email = 'owner@example.com'
            """
        )
        wakeSignal.wake()
    }

    /// Waits until the row has the status; the projector's writes are what ends the wait.
    func awaitStatus(_ status: String, of id: String) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let found = try await pool.query("SELECT status FROM workspaces WHERE workspace_id = \(id)")
                .decodeFirst(String.self)
            if found == status { return }
            try await pool.query("SELECT pg_sleep(0.02)")
        }
        throw Timeout(status: status, log: try await log(of: id))
    }

    /// The messages of a workspace's log, in order.
    func log(of id: String) async throws -> [String] {
        try await pool.query(
            """
            SELECT l.level || ' ' || l.message FROM provisioning_logs l JOIN workspaces w ON w.id = l.workspace_id
            WHERE w.workspace_id = \(id) ORDER BY l.timestamp, l.id
            """
        ).decode(String.self)
    }

    struct Timeout: Error, CustomStringConvertible {
        let status: String
        let log: [String]
        var description: String { "never became \(status); log:\n" + log.joined(separator: "\n") }
    }
}
