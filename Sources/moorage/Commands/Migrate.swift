import ArgumentParser
import CommandOutput
import Database
import Postgres

/// `moorage migrate`
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes or completes the tables in the database. Safe to run again, and beside running daemons."
    )

    @OptionGroup var options: SettingsOptions

    @Option(help: "A Postgres role of a meta platform that is granted the rights of a client.")
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
            Terminal.line("The role \(clientRole) may enqueue, read and take down workspaces.")
        }
        let unmanaged = try await database.pool.query(
            """
            SELECT w.workspace_id::text FROM public.workspaces w
            JOIN moorage.unmanaged_workspaces u ON u.number = w.id ORDER BY w.id
            """
        ).decode(String?.self)
        if !unmanaged.isEmpty {
            Terminal.line("Rows from before the first migrate, started only when asked (moorage workspace retry):")
            for workspace in unmanaged { Terminal.line("  \(Terminal.plain(workspace ?? "without workspace_id"))") }
        }
        await database.pool.close()
    }
}
