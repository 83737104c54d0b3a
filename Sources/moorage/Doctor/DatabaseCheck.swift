import Database
import Logging
import Orchestrator
import Postgres
import Providers

/// The database checks of `moorage doctor`.
struct DatabaseCheck {
    let settings: Settings
    let logger: Logger

    func findings() async -> [DoctorFinding] {
        // A check must not create a database, which belongs to the user that the daemon runs as.
        guard settings.databaseURL != nil || Database.hasCluster(in: settings.dataFolder) else {
            return [
                .warning(
                    "There is no database yet: DATABASE_URL is not set, and the first moorage serve creates a private one in \(settings.dataFolder)."
                )
            ]
        }
        do {
            let database = try await Database.open(settings, logger: logger)
            do {
                let findings = [
                    try await version(database.pool), try await notifications(database),
                    try await masterKey(database.pool),
                ]
                await database.pool.close()
                return findings
            } catch {
                await database.pool.close()
                throw error
            }
        } catch {
            return [.failure("Database or master key: \(error)")]
        }
    }

    private func version(_ pool: PostgresPool) async throws -> DoctorFinding {
        let version = try await pool.query("SHOW server_version").decodeOnly(String.self)
        return .ok("The database answers (PostgreSQL \(version)).")
    }

    private func notifications(_ database: Database) async throws -> DoctorFinding {
        let probe = NotificationProbe(configuration: database.configuration, pool: database.pool, logger: logger)
        guard try await probe.isHeard() else {
            return .warning(
                "NOTIFY does not arrive, as behind a pooler in transaction mode; polling still works, so work begins up to "
                    + "0.5 s later. Set DATABASE_URL to a direct or session-pooled connection."
            )
        }
        return .ok("NOTIFY arrives.")
    }

    /// Only reads: the user that the daemon runs as could not read a key created by this command.
    private func masterKey(_ pool: PostgresPool) async throws -> DoctorFinding {
        let isMigrated = try await pool.query("SELECT to_regclass('moorage.installation') IS NOT NULL")
            .decodeOnly(Bool.self)
        guard isMigrated else { return .warning("The database is not migrated; run moorage migrate.") }
        let keyID = try await pool.query("SELECT master_key_id FROM moorage.installation").decodeOnly(String?.self)
        guard keyID != nil else { return .warning("There is no master key yet; the first moorage serve creates it.") }
        _ = try await Installation.open(
            on: pool,
            keyFile: MasterKeyFile(path: settings.masterKeyFile),
            acceptsDatabase: false,
            mints: false
        )
        return .ok("The master key fits the database.")
    }
}
