import Database
import Orchestrator
import Postgres
import SSH
import TestSupport
import Workspaces

/// A separate database, and an in-memory provider and hosts, for one or several daemons.
struct TestWorld: Sendable {
    let url: String
    let pool: PostgresPool
    let surroundings: TestDaemon.Surroundings
    let daemon: TestDaemon

    var provider: FakeServerProvider { surroundings.provider }
    var hosts: FakeHosts { surroundings.hosts }
    var store: PostgresOperationStore { daemon.store }

    /// Creates a database, migrates it, and runs the daemon on it while `body` runs.
    static func run(
        decommissionDelay: Duration = .zero,
        _ body: (TestWorld) async throws -> Void
    ) async throws {
        try await prepare(decommissionDelay: decommissionDelay) { world in
            try await world.daemon.run { try await body(world) }
        }
    }

    /// Creates a database and migrates it, without a daemon.
    static func prepare(
        decommissionDelay: Duration = .zero,
        lease: Duration? = nil,
        _ body: (TestWorld) async throws -> Void
    ) async throws {
        await TestGate.shared.enter()
        do {
            let world = try await make(
                url: try await TestDatabases.shared.fresh(),
                decommissionDelay: decommissionDelay,
                lease: lease
            )
            try await world.use(body)
        } catch {
            await TestGate.shared.leave()
            throw error
        }
        await TestGate.shared.leave()
    }

    private func use(_ body: (TestWorld) async throws -> Void) async throws {
        do {
            try await migrate()
            try await body(self)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    /// The parts of a world on a database before its migration.
    static func make(
        url: String,
        decommissionDelay: Duration = .zero,
        lease: Duration? = nil
    ) async throws -> TestWorld {
        let pool = PostgresPool(configuration: try PostgresConfiguration(url: url), logger: TestDaemon.logger)
        let surroundings = TestDaemon.Surroundings(
            pool: pool,
            provider: FakeServerProvider(),
            hosts: FakeHosts(),
            sealer: try SecretSealer(masterKey: Secret(Array(repeating: 7, count: 32))),
            key: SSHKeyPair.generate(comment: "test"),
            decommissionDelay: decommissionDelay
        )
        return TestWorld(
            url: url,
            pool: pool,
            surroundings: surroundings,
            daemon: try TestDaemon(named: "first", lease: lease, in: surroundings)
        )
    }

    /// Migrates the database.
    func migrate() async throws {
        try await pool.withConnection { _ = try await MoorageMigrations.apply(on: $0) }
    }

    /// Another daemon of the same installation.
    func secondDaemon(lease: Duration? = nil) throws -> TestDaemon {
        try TestDaemon(named: "second", lease: lease, in: surroundings)
    }

    /// Ensures that the owner of all test workspaces exists.
    @discardableResult
    func owner() async throws -> Int64 {
        try await pool.query(
            """
            INSERT INTO meta_users (email, username, hashed_password) VALUES ('owner@example.com', 'owner', 'x')
            ON CONFLICT (email) DO UPDATE SET username = excluded.username RETURNING id
            """
        ).decodeOnly(Int64.self)
    }

    /// Inserts a workspace as a client would.
    @discardableResult
    func enqueue(
        _ id: String,
        type: String = "cloud",
        name: String = "Test",
        region: String = "nyc3",
        ramGB: Int = 4
    ) async throws -> WorkspaceNumber {
        let owner = try await owner()
        return try await pool.query(
            """
            INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, region, ram_gb)
            VALUES (\(id), \(name), \(owner), \(type), \(region), \(ramGB)) RETURNING id
            """
        ).decodeOnly(WorkspaceNumber.self)
    }

    /// Registers a shared bare-metal host, without a machine.
    @discardableResult
    func addHost(_ address: String = "192.0.2.200", ramGB: Int = 64) async throws -> HostID {
        try await HostDirectory(pool: pool).add(
            address: address,
            port: Port(rawValue: 22),
            user: "root",
            registration: TestHost.registration(machineID: address),
            capacity: Resources(vcpu: 16, ramGB: ramGB, storageGB: 1000),
            tenancy: .shared
        )
    }

    /// The single value of a query.
    func value<Value: PostgresDecodable>(_ query: PostgresQuery, as type: Value.Type = Value.self) async throws -> Value
    {
        try await pool.query(query).decodeOnly(Value.self)
    }

    /// The number of rows in a table of ours.
    func count(_ table: String) async throws -> Int {
        try await value("SELECT count(*) FROM \(unescaped: table)")
    }
}
