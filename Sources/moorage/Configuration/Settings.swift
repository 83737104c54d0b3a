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
    let digitalOceanToken: String?
    let digitalOceanTokenFile: String?
    let digitalOceanURL: String
    let dropletImage: String
    let region: String
    let vpc: String?
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

    /// What is deployed: nil URL means the application that is carried along.
    struct ApplicationSettings: Sendable {
        let url: String?
        let sha256: SHA256Digest?
        let folder: String
    }

    /// Reads the configuration.
    ///
    /// - Throws: ``CommandFailure`` that names the variable, its value and what is allowed.
    static func load(_ options: SettingsOptions) async throws -> Settings {
        try Settings(try await SettingsReader.open(options.values))
    }

    /// Reads the configuration with settings, by key, that come before flags and environment.
    static func load(overrides: [String: String]) async throws -> Settings {
        try Settings(try await SettingsReader.open(overrides))
    }

    private init(_ reader: SettingsReader) throws {
        databaseURL = reader.secret("database.url")
        let isRoot = geteuid() == 0
        dataFolder = reader.text("moorage.data.dir") ?? (isRoot ? "/var/lib/moorage" : ".moorage")
        masterKeyFile = reader.text("moorage.master.key.file") ?? "\(dataFolder)/master.key"
        domain = try reader.domain("moorage.domain") ?? "workspaces.test"
        digitalOceanToken = reader.secret("digitalocean.token")
        digitalOceanTokenFile = reader.text("digitalocean.token.file")
        digitalOceanURL = try reader.apiURL("digitalocean.api.url") ?? DigitalOceanConfiguration.publicAPI
        dropletImage = reader.text("moorage.droplet.image") ?? "ubuntu-24-04-x64"
        region = reader.text("moorage.region") ?? "nyc3"
        vpc = try reader.uuid("moorage.droplet.vpc")
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
        apiLimits = APIBudgetLimits(
            perMinute: try reader.number("moorage.api.calls.per.minute", 5...100_000) ?? APIBudgetLimits.usualPerMinute,
            perHour: try reader.number("moorage.api.calls.per.hour", 50...1_000_000) ?? APIBudgetLimits.usualPerHour
        )
        let isTerminal = isatty(STDERR_FILENO) == 1
        let format = try reader.choice("moorage.log.format", ["text", "json"]) ?? (isTerminal ? "text" : "json")
        logFormat = format == "json" ? .json : .text
    }

    /// The token as it is now: a token file may be replaced while the daemon runs.
    func currentToken() throws -> Secret<String>? {
        if let digitalOceanToken { return Secret(digitalOceanToken) }
        guard let digitalOceanTokenFile else { return nil }
        let text: String
        do {
            text = try String(contentsOfFile: digitalOceanTokenFile, encoding: .utf8)
        } catch {
            throw CommandFailure(
                "The token file \(digitalOceanTokenFile) cannot be read: "
                    + "\(FileManager.default.fileExists(atPath: digitalOceanTokenFile) ? "this user may not, or it is no text" : "it does not exist"). "
                    + "Correct it or DIGITALOCEAN_TOKEN_FILE."
            )
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return token.isEmpty ? nil : Secret(token)
    }
}
