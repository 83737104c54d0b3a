package import Logging
package import Workspaces

/// A cloud that servers are rented from: all that the rest of Moorage knows of it. An implementation lives in a folder of
/// its own beside this file and is named in ``Clouds``.
package protocol CloudProvider: Sendable {
    /// What it and its servers are called.
    static var words: ProviderWords { get }
    /// The region of workspaces whose rows name none.
    static var usualRegion: String { get }
    /// The calls that its API allows to one token, less what is left to others who share the token.
    static var usualLimits: APIBudgetLimits { get }

    /// Reads the provider's own settings.
    ///
    /// - Throws: what the reader throws for a value that is not allowed.
    init(_ settings: any CloudSettings) throws

    /// Connects an installation; sends nothing.
    ///
    /// - Throws: ``ProviderError``, permanent, for settings that cannot be right.
    func connect(
        _ installation: CloudInstallation,
        budget: APIBudget,
        logger: Logger
    ) throws -> any ServerProvider

    /// What `moorage doctor` finds out about the account: the credentials, what a server is made of by default, and
    /// whether it holds the DNS zone of the domain.
    func findings(region: String, domain: String, logger: Logger) async -> [DoctorFinding]
}

extension CloudProvider {
    /// What it and its servers are called.
    package var words: ProviderWords { Self.words }
}

/// The clouds that this program knows.
package enum Clouds {
    /// The one that servers are rented from.
    package static let chosen: any CloudProvider.Type = DigitalOceanCloud.self
}

/// Reads single settings by key; `digitalocean.api.url` is `DIGITALOCEAN_API_URL` in the environment.
package protocol CloudSettings {
    /// A text; nil when it is empty or not set.
    func text(_ key: String) -> String?

    /// A text that is never shown.
    func secret(_ key: String) -> String?

    /// The base URL of an API: https, or plain http on loopback.
    ///
    /// - Throws: an error that names the variable and what is allowed.
    func apiURL(_ key: String) throws -> String?

    /// A UUID in lower case.
    ///
    /// - Throws: an error that names the variable and what is allowed.
    func uuid(_ key: String) throws -> String?
}

/// What a cloud needs to know of the installation that rents servers there.
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
