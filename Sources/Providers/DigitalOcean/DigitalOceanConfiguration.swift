public import WorkspaceModel

/// How Moorage uses a DigitalOcean account.
public struct DigitalOceanConfiguration: Sendable {
    /// The public API.
    public static let publicAPI = "https://api.digitalocean.com"

    /// Hands out the API token, and is asked before every request, so that a replaced token file takes effect at once.
    ///
    /// Nil means that none is configured; what it throws is shown to the operator, so it must not hold the token.
    public var token: @Sendable () throws -> Secret<String>?
    /// The API's base without `/v2`; plain http only for a loopback host.
    public var apiURL: String
    /// A file of PEM certificates to trust instead of the system's; nil for the system's.
    public var certificateAuthorityFile: String?
    /// Names this installation: lower-case letters, digits and `-`. It is the tag that every droplet carries, that
    /// all of them are listed by, and that the shared firewall is attached to; the firewall bears it as its name.
    public var installationTag: String
    /// An image's slug or a snapshot's number.
    public var image: String
    /// The VPC of new droplets; nil for the region's default one.
    public var vpcUUID: String?
    /// Whether DigitalOcean backs droplets up, for 20 % more.
    public var backups: Bool
    /// Whether droplets get an IPv6 address.
    public var ipv6: Bool
    /// Whether droplets run DigitalOcean's monitoring agent.
    public var monitoring: Bool
    /// The port of the droplets' SSH server.
    public var sshPort: Port
    /// CIDRs that may reach the SSH port; empty means everybody.
    public var sshSources: [String]

    /// Names each part; only the token and the installation's tag have no default.
    public init(
        token: @escaping @Sendable () throws -> Secret<String>?,
        installationTag: String,
        apiURL: String = Self.publicAPI,
        certificateAuthorityFile: String? = nil,
        image: String = "ubuntu-24-04-x64",
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
