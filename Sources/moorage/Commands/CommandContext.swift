import CommandOutput
import Database
import Logging
import Orchestrator
import Postgres
import Telemetry
import Workspaces

/// What commands with database access share.
struct CommandContext {
    let settings: Settings
    let database: Database
    let logger: Logger

    static func open(_ options: SettingsOptions) async throws -> CommandContext {
        let settings = try await Settings.load(options)
        let logger = LoggingSetup.quiet(settings)
        let database = try await Database.open(settings, logger: logger)
        return CommandContext(settings: settings, database: database, logger: logger)
    }

    var workspaces: PostgresWorkspaceStore { PostgresWorkspaceStore(pool: database.pool) }
    var hosts: HostDirectory { HostDirectory(pool: database.pool) }
    var logs: PostgresLogStore { PostgresLogStore(pool: database.pool) }

    /// The daemon's parts, for a command that does once what the daemon does periodically.
    func daemon() async throws -> Daemon {
        let installation = try await Installation.open(
            on: database.pool,
            keyFile: MasterKeyFile(path: settings.masterKeyFile),
            acceptsDatabase: false,
            mints: false
        )
        return Daemon(
            settings: settings,
            database: database,
            installation: installation,
            logger: logger,
            metrics: PrometheusRegistry()
        )
    }

    /// Runs a command's body and closes the database afterwards.
    static func with(_ options: SettingsOptions, _ body: (CommandContext) async throws -> Void) async throws {
        do {
            let context = try await open(options)
            do {
                try await body(context)
            } catch {
                await context.database.pool.close()
                throw error
            }
            await context.database.pool.close()
        } catch let error as PostgresError where Self.isAway(error) {
            throw unreachable("\(error)")
        } catch let error as FrontStoreError where error.code == .unavailable {
            throw unreachable("\(error)")
        }
    }

    private static func unreachable(_ reason: String) -> CommandFailure {
        let words = reason.hasSuffix(".") ? reason.dropLast() : Substring(reason)
        return CommandFailure(
            "The database cannot be reached, so requests and answers are impossible now (\(words)). Daemons wait for it and continue "
                + "automatically once it answers; check DATABASE_URL, or start the database."
        )
    }

    private static func isAway(_ error: PostgresError) -> Bool {
        switch error.code {
        case .connectionFailed, .connectionLost, .poolExhausted: true
        default: false
        }
    }
}
