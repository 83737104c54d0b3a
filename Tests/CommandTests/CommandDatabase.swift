import Database
import Foundation
import Logging
import Orchestrator
import Postgres

/// A database for one test of the command line, and a folder for the daemon's files.
struct CommandDatabase {
    let url: String
    let folder: String
    let pool: PostgresPool

    /// Creates both, runs `body`, and removes the folder.
    static func run(_ body: (CommandDatabase) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "moorage-command-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let url = try await CommandCluster.shared.makeDatabase()
        let pool = PostgresPool(configuration: try PostgresConfiguration(url: url), logger: CommandCluster.logger)
        do {
            try await body(CommandDatabase(url: url, folder: folder, pool: pool))
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    /// Runs a command on this database.
    func moorage(_ arguments: String..., with more: [String: String] = [:]) async throws -> CommandLineTool.Result {
        let environment = ["DATABASE_URL": url, "MOORAGE_DATA_DIR": folder, "MOORAGE_PLAYBOOKS_DIR": "playbooks"]
        return try await CommandLineTool.run(arguments, environment: environment.merging(more) { _, given in given })
    }

    /// Where commands look for the master key.
    var masterKeyFile: String { "\(folder)/master.key" }

    /// Brings the database to the state after a first daemon: migrated, with a master key.
    @discardableResult
    func prepare() async throws -> Installation {
        try await pool.withConnection { _ = try await MoorageMigrations.apply(on: $0) }
        return try await Installation.open(
            on: pool,
            keyFile: MasterKeyFile(path: masterKeyFile),
            acceptsDatabase: false
        )
    }

    /// How many hosts are recorded.
    func hostCount() async throws -> Int {
        try await pool.query("SELECT count(*) FROM moorage.hosts").decodeOnly(Int.self)
    }
}
