import Database
import Orchestrator
import Postgres
import SSH
import TestSupport
import Workspaces

/// A database of its own, and a provider and hosts in memory, for one daemon or several.
struct TestWorld: Sendable {
    let url: String
    let pool: PostgresPool
    let surroundings: TestDaemon.Surroundings
    let daemon: TestDaemon

    var provider: FakeServerProvider { surroundings.provider }
    var hosts: FakeHosts { surroundings.hosts }
    var store: PostgresOperationStore { daemon.store }

    /// Makes a database, migrates it, and runs the daemon on it for as long as `body` takes.
    static func run(
        decommissionDelay: Duration = .zero,
        _ body: (TestWorld) async throws -> Void
    ) async throws {
        try await prepare(decommissionDelay: decommissionDelay) { world in
            try await world.daemon.run { try await body(world) }
        }
    }

    /// Makes a database and migrates it; no daemon runs on it.
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

    /// The parts of a world on a database that is not migrated yet.
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

    /// Brings the database up to date.
    func migrate() async throws {
        try await pool.withConnection { _ = try await MoorageMigrations.apply(on: $0) }
    }

    /// Another daemon of the same installation.
    func secondDaemon(lease: Duration? = nil) throws -> TestDaemon {
        try TestDaemon(named: "second", lease: lease, in: surroundings)
    }

    /// Makes sure that the owner of all test workspaces exists.
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

    /// The one value that a query gives.
    func value<Value: PostgresDecodable>(_ query: PostgresQuery, as type: Value.Type = Value.self) async throws -> Value
    {
        try await pool.query(query).decodeOnly(Value.self)
    }

    /// How many rows a table of ours has.
    func count(_ table: String) async throws -> Int {
        try await value("SELECT count(*) FROM \(unescaped: table)")
    }
}
