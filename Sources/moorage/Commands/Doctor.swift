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
            defer { _ = database }
            let version = try await database.pool.query("SHOW server_version").decodeOnly(String.self)
            var findings = [Finding(level: .ok, text: "The database answers (PostgreSQL \(version)).")]
            let isMigrated = try await database.pool.query("SELECT to_regclass('moorage.operations') IS NOT NULL")
                .decodeOnly(Bool.self)
            if isMigrated {
                _ = try await Installation.open(
                    on: database.pool,
                    keyFile: MasterKeyFile(path: settings.masterKeyFile),
                    acceptsDatabase: false,
                    mints: false
                )
                findings.append(Finding(level: .ok, text: "The master key fits the database."))
            } else {
                findings.append(Finding(level: .warning, text: "The database is not migrated; run moorage migrate."))
            }
            await database.pool.close()
            return findings
        } catch {
            return [Finding(level: .failure, text: "Database or master key: \(error)")]
        }
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
