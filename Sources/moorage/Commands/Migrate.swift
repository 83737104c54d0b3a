import ArgumentParser
import CommandOutput
import Database
import Postgres

/// `moorage migrate`
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Creates or completes the tables in the database. It may run again, and beside running daemons."
    )

    @OptionGroup var options: SettingsOptions

    @Option(help: "A Postgres role of a client, which is granted the client's rights.")
    var clientRole: String?

    func run() async throws {
        let settings = try await Settings.load(options)
        let logger = LoggingSetup.quiet(settings)
        let database = try await Database.open(settings, logger: logger)
        let applied = try await database.pool.withConnection { try await MoorageMigrations.apply(on: $0) }
        for migration in applied { Terminal.line("Applied \(migration.version) \(migration.name).") }
        if applied.isEmpty { Terminal.line("The database is up to date.") }
        if let clientRole {
            try await database.pool.query("SELECT moorage.grant_client(\(clientRole)::name)")
            Terminal.line("The role \(clientRole) may enqueue, read and decommission workspaces.")
        }
        let unmanaged = try await database.pool.query(
            """
            SELECT w.workspace_id::text FROM public.workspaces w
            JOIN moorage.unmanaged_workspaces u ON u.number = w.id ORDER BY w.id
            """
        ).decode(String?.self)
        if !unmanaged.isEmpty {
            Terminal.line("Rows from before the first migrate, which start only on request (moorage workspace retry):")
            for workspace in unmanaged { Terminal.line("  \(Terminal.plain(workspace ?? "without workspace_id"))") }
        }
        await database.pool.close()
    }
}
