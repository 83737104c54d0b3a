package import Logging
package import Workspaces

/// A cloud that rents out servers: everything that the rest of Moorage knows about it. Each implementation is in its
/// own folder beside this file and is listed in ``Clouds``.
package protocol CloudProvider: Sendable {
    /// The names of the cloud and its servers.
    static var words: ProviderWords { get }
    /// The region of workspaces whose rows do not name one.
    static var usualRegion: String { get }
    /// The calls that its API allows one token, minus a reserve for other users of the token.
    static var usualLimits: APIBudgetLimits { get }

    /// Reads the provider's own settings.
    ///
    /// - Throws: the reader's error for a value that is not allowed.
    init(_ settings: any CloudSettings) throws

    /// Connects an installation; sends nothing.
    ///
    /// - Throws: ``ProviderError``, permanent, for settings that cannot be right.
    func connect(
        _ installation: CloudInstallation,
        budget: APIBudget,
        logger: Logger
    ) throws -> any ServerProvider

    /// The findings of `moorage doctor` about the account: the credentials, the default parts of a server, and whether
    /// it holds the DNS zone of the domain.
    func findings(region: String, domain: String, logger: Logger) async -> [DoctorFinding]
}

extension CloudProvider {
    /// The names of the cloud and its servers.
    package var words: ProviderWords { Self.words }
}

/// The clouds that this program knows.
package enum Clouds {
    /// The cloud that Moorage rents servers from.
    package static let chosen: any CloudProvider.Type = DigitalOceanCloud.self
}

/// Reads single settings by key; `digitalocean.api.url` is `DIGITALOCEAN_API_URL` in the environment.
package protocol CloudSettings {
    /// A string; nil if it is empty or not set.
    func text(_ key: String) -> String?

    /// A string that is never shown.
    func secret(_ key: String) -> String?

    /// The base URL of an API: https, or plain http on loopback.
    ///
    /// - Throws: an error that gives the variable's name and the allowed values.
    func apiURL(_ key: String) throws -> String?

    /// A UUID in lower case.
    ///
    /// - Throws: an error that gives the variable's name and the allowed values.
    func uuid(_ key: String) throws -> String?
}

/// The facts about an installation that a cloud needs.
package struct CloudInstallation: Sendable {
    /// Names the installation in tags: lower-case letters, digits and `-`.
    package var tag: String
    /// The port of the servers' SSH.
    package var sshPort: Port
    /// The networks that may reach that port; empty for all.
    package var sshSources: [String]

    package init(tag: String, sshPort: Port, sshSources: [String]) {
        self.tag = tag
        self.sshPort = sshPort
        self.sshSources = sshSources
    }
}

/// A finding of `moorage doctor`, and its remedy.
package struct DoctorFinding: Sendable {
    /// Its severity.
    package enum Level: String, Sendable {
        case ok = "ok  "
        case warning = "warn"
        case failure = "FAIL"
    }

    package let level: Level
    package let text: String

    package static func ok(_ text: String) -> Self { Self(level: .ok, text: text) }
    package static func warning(_ text: String) -> Self { Self(level: .warning, text: text) }
    package static func failure(_ text: String) -> Self { Self(level: .failure, text: text) }
}
