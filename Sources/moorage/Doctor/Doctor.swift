import ArgumentParser
import CommandOutput
import FailPoints
import Orchestrator
import Providers
import Templates
import Workspaces

/// `moorage doctor`
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks configuration, database, API token and playbooks, and shows what to fix."
    )

    @OptionGroup var options: SettingsOptions
    @Flag(help: "Only list the values of MOORAGE_FAIL_POINT, which make a daemon kill itself in recovery tests.")
    var failPoints = false

    func run() async throws {
        guard !failPoints else { return FailPoint.catalogue.map(\.name).forEach(Terminal.line) }
        let settings = try await Settings.load(options)
        let logger = LoggingSetup.quiet(settings)
        var findings = [DoctorFinding.ok("The configuration is valid.")]
        findings += await DatabaseCheck(settings: settings, logger: logger).findings()
        findings += await settings.cloud.findings(region: settings.region, domain: settings.domain, logger: logger)
        findings.append(checkPlaybooks(settings))
        findings.append(checkSources(settings))
        for finding in findings { Terminal.line("\(finding.level.rawValue) \(finding.text)") }
        if findings.contains(where: { $0.level == .failure }) {
            throw CommandFailure("Something needs to be fixed before the daemon can work.")
        }
    }

    private func checkPlaybooks(_ settings: Settings) -> DoctorFinding {
        do {
            let digest = try CarriedFolders.check(settings)
            return .ok("The playbooks are at \(settings.playbooksFolder) (\(digest.prefix(12))).")
        } catch {
            return .failure("\(error)")
        }
    }

    private func checkSources(_ settings: Settings) -> DoctorFinding {
        guard settings.sshSources.isEmpty else {
            return .ok(
                "SSH of \(settings.cloud.words.servers) is open to \(settings.sshSources.joined(separator: ", "))."
            )
        }
        return .warning(
            "SSH of \(settings.cloud.words.servers) is open to everybody, with keys only; set MOORAGE_SSH_SOURCES to restrict it."
        )
    }
}
