public import SSH
public import WorkspaceModel

/// How a host is reached, and what it must prove.
public struct HostEndpoint: Sendable {
    /// A host name or an address.
    public var address: String
    /// The port of its SSH server.
    public var port: Port
    /// The user that logs in; other than `root`, commands run through `sudo -n`.
    public var user: String
    /// The keys that are accepted: usually one, two while a key is being replaced. Never empty.
    public var hostKeyPins: [HostKeyPin]
    /// The key that logs in.
    public var privateKey: SSHPrivateKey

    /// Names each field.
    public init(address: String, port: Port, user: String, hostKeyPins: [HostKeyPin], privateKey: SSHPrivateKey) {
        self.address = address
        self.port = port
        self.user = user
        self.hostKeyPins = hostKeyPins
        self.privateKey = privateKey
    }
}
