package import Workspaces

/// How Moorage uses a DigitalOcean account.
package struct DigitalOceanConfiguration: Sendable {
    /// The public API.
    package static let publicAPI = "https://api.digitalocean.com"
    /// The image of droplets unless another is named.
    package static let usualImage = "ubuntu-24-04-x64"

    /// Returns the API token; called before every request, so that a replaced token file takes effect immediately.
    ///
    /// Nil means that none is configured; the operator sees its errors, so they must not contain the token.
    package var token: @Sendable () throws -> Secret<String>?
    /// The API's base without `/v2`; plain http only for a loopback host.
    package var apiURL: String
    /// A file of PEM certificates to trust instead of the system's; nil for the system's.
    package var certificateAuthorityFile: String?
    /// Identifies this installation: lower-case letters, digits and `-`. It is the tag of every droplet, which lists
    /// them and attaches the shared firewall; it is also the firewall's name.
    package var installationTag: String
    /// An image's slug or a snapshot's number.
    package var image: String
    /// The VPC of new droplets; nil for the region's default one.
    package var vpcUUID: String?
    /// Whether DigitalOcean backs up droplets, for 20 % more.
    package var backups: Bool
    /// Whether droplets get an IPv6 address.
    package var ipv6: Bool
    /// Whether droplets run DigitalOcean's monitoring agent.
    package var monitoring: Bool
    /// The port of the droplets' SSH server.
    package var sshPort: Port
    /// CIDRs that may reach the SSH port; empty means everybody.
    package var sshSources: [String]

    /// Sets each part; only the token and the installation's tag have no default.
    package init(
        token: @escaping @Sendable () throws -> Secret<String>?,
        installationTag: String,
        apiURL: String = Self.publicAPI,
        certificateAuthorityFile: String? = nil,
        image: String = Self.usualImage,
        vpcUUID: String? = nil,
        backups: Bool = false,
        ipv6: Bool = true,
        monitoring: Bool = true,
        sshPort: Port = Port(rawValue: 22),
        sshSources: [String] = []
    ) {
        self.token = token
        self.installationTag = installationTag
        self.apiURL = apiURL
        self.certificateAuthorityFile = certificateAuthorityFile
        self.image = image
        self.vpcUUID = vpcUUID
        self.backups = backups
        self.ipv6 = ipv6
        self.monitoring = monitoring
        self.sshPort = sshPort
        self.sshSources = sshSources
    }
}

/// Reads and checks the API token.
enum DigitalOceanToken {
    static func read(_ provider: () throws -> Secret<String>?) throws(ProviderError) -> Secret<String> {
        let token: Secret<String>?
        do {
            token = try provider()
        } catch {
            throw ProviderError(
                .waitForOperator(.credentials),
                "The DigitalOcean token cannot be read: \(error).",
                cause: error
            )
        }
        let text = trimmed(token?.reveal() ?? "")
        guard !text.isEmpty else {
            throw ProviderError(
                .waitForOperator(.credentials),
                "There is no DigitalOcean token. Set DIGITALOCEAN_TOKEN or DIGITALOCEAN_TOKEN_FILE."
            )
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ProviderError(
                .waitForOperator(.credentials),
                "The DigitalOcean token contains a space, a line break or another invalid character."
            )
        }
        return Secret(text)
    }

    /// Without the line break that editors add at the end of a file.
    private static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let front = text.drop(while: isSpace)
        return String(String(front.reversed().drop(while: isSpace)).reversed())
    }
}
