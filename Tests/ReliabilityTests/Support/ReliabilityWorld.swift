import Curl
import Database
import DigitalOceanSimulator
import Foundation
import Orchestrator
import Postgres
import TestSSHServer
import Workspaces

/// A database, a simulated cloud with hosts that answer, and a folder, for daemons that are real processes.
struct ReliabilityWorld: Sendable {
    /// The settings of a world.
    struct Options: Sendable {
        /// How long each of the three tasks of a playbook takes.
        var taskSeconds = 0.1
        /// The daemons' lease.
        var leaseSeconds = 2
        /// Where the daemons find the database; nil for the one that the world itself uses.
        var databaseURL: String?
        /// How many droplets the account may have.
        var dropletLimit = 25
        /// Whether the world migrates the database; otherwise the test starts a daemon that does, and then prepares it.
        var isMigrated = true
    }

    let pool: PostgresPool
    let cloud: SimulatedCloud
    let droplets: LoopbackDroplets
    let folder: URL
    let environment: [String: String]

    /// Creates a world, runs `body` in it and removes it with all its processes.
    static func run(
        _ options: Options = Options(),
        on databaseURL: String? = nil,
        _ body: (ReliabilityWorld) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "moorage-world-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        var url = databaseURL
        if url == nil { url = try await ReliabilityCluster.shared.makeDatabase() }
        let droplets = LoopbackDroplets(sshPort: try FreePort.find(), taskSeconds: options.taskSeconds)
        let simulator = Self.simulator(droplets, options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            defer { group.cancelAll() }
            let port = try await simulator.port
            let world = try Self.world(url: url ?? "", port: port, droplets: droplets, folder: folder, options)
            try await world.use(options, body)
        }
    }

    private static func simulator(_ droplets: LoopbackDroplets, _ options: Options) -> DigitalOceanSimulator {
        var configuration = SimulatorConfiguration(tokens: [Secret(SimulatedCloud.token)])
        // The real budget would slow down a world that lives through months in a minute.
        configuration.dropletLimit = options.dropletLimit
        configuration.rateLimits.perMinute = 100_000
        configuration.rateLimits.perHour = 100_000
        return DigitalOceanSimulator(
            configuration: configuration,
            machines: droplets,
            logger: ReliabilityCluster.logger
        )
    }

    private static func world(
        url: String,
        port: Int,
        droplets: LoopbackDroplets,
        folder: URL,
        _ options: Options
    ) throws -> ReliabilityWorld {
        ReliabilityWorld(
            pool: PostgresPool(configuration: try PostgresConfiguration(url: url), logger: ReliabilityCluster.logger),
            cloud: SimulatedCloud(url: "http://127.0.0.1:\(port)", curl: try CurlClient()),
            droplets: droplets,
            folder: folder,
            environment: [
                "DATABASE_URL": options.databaseURL ?? url,
                "MOORAGE_DATA_DIR": folder.path,
                "MOORAGE_PLAYBOOKS_DIR": "playbooks",
                "MOORAGE_HTTP_ADDRESS": "127.0.0.1:0",
                "MOORAGE_LEASE_SECONDS": "\(options.leaseSeconds)",
                "MOORAGE_SSH_PORT": "\(droplets.sshPort)",
                "MOORAGE_DOMAIN": SimulatedCloud.zone,
                "DIGITALOCEAN_API_URL": "http://127.0.0.1:\(port)",
                "DIGITALOCEAN_TOKEN": SimulatedCloud.token,
            ]
        )
    }

    private func use(_ options: Options, _ body: (ReliabilityWorld) async throws -> Void) async throws {
        do {
            try await cloud.makeZone()
            if options.isMigrated {
                _ = try await pool.withConnection { try await MoorageMigrations.apply(on: $0) }
                try await prepareDatabase()
            }
            try await body(self)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    /// Generates the installation in a migrated database, creates the owner, and keeps a copy of every log line from a daemon.
    func prepareDatabase() async throws {
        try await pool.withConnection { connection in
            try await connection.execute(
                """
                CREATE TABLE written_logs (LIKE moorage.log_outbox);
                CREATE FUNCTION note_log() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN INSERT INTO public.written_logs SELECT NEW.*; RETURN NULL; END $$;
                CREATE TRIGGER note AFTER INSERT ON moorage.log_outbox FOR EACH ROW EXECUTE FUNCTION note_log();
                INSERT INTO meta_users (email, username, hashed_password) VALUES ('owner@example.com', 'owner', 'x');
                """
            )
        }
        _ = try await Installation.open(
            on: pool,
            keyFile: MasterKeyFile(path: folder.appending(path: "master.key").path),
            acceptsDatabase: false
        )
    }

    /// Starts a daemon.
    func daemon(failPoint: String? = nil, with more: [String: String] = [:]) throws -> DaemonProcess {
        var environment = environment.merging(more) { _, given in given }
        if let failPoint { environment["MOORAGE_FAIL_POINT"] = failPoint }
        return try DaemonProcess(environment: environment)
    }
}
