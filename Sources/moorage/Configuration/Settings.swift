import CommandOutput
import Configuration
import Database
import Foundation
import Front
import Providers
import Services
import Telemetry
import Templates
import Workspaces

/// The configuration, read once: flags, then environment, then file.
///
/// A key such as `moorage.http.address` is `MOORAGE_HTTP_ADDRESS` in the environment and nested objects in the file.
struct Settings: Sendable {
    let databaseURL: String?
    let dataFolder: String
    let masterKeyFile: String
    let domain: String
    let cloud: any CloudProvider
    let region: String
    let sshPort: Workspaces.Port
    let sshSources: [String]
    let application: ApplicationSettings
    let artifacts: [String: ServiceArtifact]
    let acmeEmail: String?
    let decommissionDelay: Duration
    let playbooksFolder: String
    let httpAddress: ListenAddress
    let platform: FrontSettings
    let lease: Duration
    let retention: RetentionPolicy
    let sweepInterval: Duration
    let driftInterval: Duration
    let operations: OperationSettings
    let apiLimits: APIBudgetLimits
    let logFormat: LogFormat

    /// What is deployed: a nil URL means the application that the daemon supplies.
    struct ApplicationSettings: Sendable {
        let url: String?
        let sha256: SHA256Digest?
        let folder: String
    }

    /// Reads the configuration.
    ///
    /// - Throws: ``CommandFailure`` with the variable, its value and the allowed values.
    static func load(_ options: SettingsOptions) async throws -> Settings {
        try Settings(try await SettingsReader.open(options.values))
    }

    /// Reads the configuration with settings, by key, that override flags and environment.
    static func load(overrides: [String: String]) async throws -> Settings {
        try Settings(try await SettingsReader.open(overrides))
    }

    private init(_ reader: SettingsReader) throws {
        databaseURL = reader.secret("database.url")
        let isRoot = geteuid() == 0
        dataFolder = reader.text("moorage.data.dir") ?? (isRoot ? "/var/lib/moorage" : ".moorage")
        masterKeyFile = reader.text("moorage.master.key.file") ?? "\(dataFolder)/master.key"
        domain = try reader.domain("moorage.domain") ?? "workspaces.test"
        cloud = try Clouds.chosen.init(reader)
        region = reader.text("moorage.region") ?? Clouds.chosen.usualRegion
        sshPort = try reader.port("moorage.ssh.port") ?? Workspaces.Port(rawValue: 22)
        sshSources = try reader.networks("moorage.ssh.sources")
        let installed = Installed.share
        application = ApplicationSettings(
            url: try reader.artifactURL("moorage.app"),
            sha256: try reader.digest("moorage.app.sha256"),
            folder: Installed.folder("examples/workspace-app", under: installed)
        )
        artifacts = try WorkspaceService.all.filter(\.hasArtifact).reduce(into: [:]) { artifacts, service in
            artifacts[service.name] = try reader.artifact("moorage.\(service.name)")
        }
        acmeEmail = try reader.email("moorage.acme.email")
        decommissionDelay = .seconds(try reader.number("moorage.decommission.delay", 0...2_592_000) ?? 0)
        playbooksFolder = reader.text("moorage.playbooks.dir") ?? Installed.folder("playbooks", under: installed)
        httpAddress = try reader.address("moorage.http.address") ?? ListenAddress(host: "127.0.0.1", port: 8080)
        platform = try FrontSettings(reader)
        lease = .seconds(try reader.number("moorage.lease.seconds", 2...3600) ?? 10)
        retention = RetentionPolicy(
            logDays: try reader.retention("moorage.retention.logs.days", default: 0),
            otpDays: try reader.retention("moorage.retention.otps.days", default: 0),
            transitionDays: try reader.retention("moorage.retention.transitions.days", default: 30),
            historyDays: try reader.retention("moorage.retention.history.days", default: 365)
        )
        sweepInterval = .seconds(try reader.number("moorage.sweep.interval", 10...86_400) ?? 600)
        driftInterval = .seconds(try reader.number("moorage.drift.interval", 10...86_400) ?? 300)
        operations = try OperationSettings(reader)
        let limits = Clouds.chosen.usualLimits
        apiLimits = APIBudgetLimits(
            perMinute: try reader.number("moorage.api.calls.per.minute", 5...100_000) ?? limits.perMinute,
            perHour: try reader.number("moorage.api.calls.per.hour", 50...1_000_000) ?? limits.perHour
        )
        let isTerminal = isatty(STDERR_FILENO) == 1
        let format = try reader.choice("moorage.log.format", ["text", "json"]) ?? (isTerminal ? "text" : "json")
        logFormat = format == "json" ? .json : .text
    }
}
