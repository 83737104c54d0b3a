import ArgumentParser
import Curl
import Foundation
import Logging
import Orchestrator
import OrchestratorPostgres
import Postgres
import Providers
import Templates
import WorkspaceModel

/// `moorage doctor`
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks configuration, database, API token and playbooks, and says what to fix."
    )

    @OptionGroup var options: SettingsOptions

    private struct Finding {
        enum Level: String {
            case ok = "ok  "
            case warning = "warn"
            case failure = "FAIL"
        }

        let level: Level
        let text: String
    }

    func run() async throws {
        let settings = try await Settings.load(options)
        let logger = LoggingSetup.quiet(settings)
        var findings = [Finding(level: .ok, text: "The configuration is readable.")]
        findings += await checkDatabase(settings, logger)
        findings.append(await checkToken(settings, logger))
        findings.append(checkPlaybooks(settings))
        findings.append(checkSources(settings))
        for finding in findings { Terminal.line("\(finding.level.rawValue) \(finding.text)") }
        if findings.contains(where: { $0.level == .failure }) {
            throw CommandFailure("Something needs to be fixed before the daemon can work.")
        }
    }

    private func checkDatabase(_ settings: Settings, _ logger: Logger) async -> [Finding] {
        do {
            let database = try await Database.open(settings, logger: logger)
            let version = try await database.pool.query("SHOW server_version").decodeOnly(String.self)
            let findings = [
                Finding(level: .ok, text: "The database answers (PostgreSQL \(version))."),
                try await checkMasterKey(settings, database.pool),
            ]
            await database.pool.close()
            return findings
        } catch {
            return [Finding(level: .failure, text: "Database or master key: \(error)")]
        }
    }

    /// Only looks: a key that this command made could not be read by the user that the daemon runs as.
    private func checkMasterKey(_ settings: Settings, _ pool: PostgresPool) async throws -> Finding {
        let isMigrated = try await pool.query("SELECT to_regclass('moorage.installation') IS NOT NULL")
            .decodeOnly(Bool.self)
        guard isMigrated else {
            return Finding(level: .warning, text: "The database is not migrated; run moorage migrate.")
        }
        let keyID = try await pool.query("SELECT master_key_id FROM moorage.installation").decodeOnly(String?.self)
        guard keyID != nil else {
            return Finding(level: .warning, text: "There is no master key yet; the first moorage serve makes it.")
        }
        _ = try await Installation.open(
            on: pool,
            keyFile: MasterKeyFile(path: settings.masterKeyFile),
            acceptsDatabase: false,
            mints: false
        )
        return Finding(level: .ok, text: "The master key fits the database.")
    }

    private func checkToken(_ settings: Settings, _ logger: Logger) async -> Finding {
        do {
            guard try settings.currentToken() != nil else {
                return Finding(
                    level: .warning,
                    text: "There is no API token, so cloud workspaces wait; set DIGITALOCEAN_TOKEN_FILE."
                )
            }
            let provider = try DigitalOceanProvider(
                configuration: DigitalOceanConfiguration(
                    token: { try settings.currentToken() },
                    installationTag: "moorage-doctor",
                    apiURL: settings.digitalOceanURL
                ),
                curl: try CurlClient(),
                budget: APIBudget(),
                logger: logger
            )
            let account = try await provider.account()
            let limit = account.dropletLimit.map { ", at most \($0) droplets" } ?? ""
            return Finding(level: .ok, text: "The API token works\(limit).")
        } catch {
            return Finding(level: .failure, text: "API token: \(error)")
        }
    }

    private func checkPlaybooks(_ settings: Settings) -> Finding {
        do {
            let archive = try PlaybookArchive.load(directory: settings.playbooksFolder)
            return Finding(
                level: .ok,
                text: "The playbooks are at \(settings.playbooksFolder) (\(archive.digest.hex.prefix(12)))."
            )
        } catch {
            return Finding(
                level: .failure,
                text: "The playbooks at \(settings.playbooksFolder) cannot be read; set MOORAGE_PLAYBOOKS_DIR."
            )
        }
    }

    private func checkSources(_ settings: Settings) -> Finding {
        guard settings.sshSources.isEmpty else {
            return Finding(
                level: .ok,
                text: "SSH of droplets is open to \(settings.sshSources.joined(separator: ", "))."
            )
        }
        return Finding(
            level: .warning,
            text: "SSH of droplets is open to all, keys only; set MOORAGE_SSH_SOURCES to narrow it."
        )
    }
}
