/// Where to connect, as whom, and what the host must prove.
public struct SSHConfiguration: Sendable {
    /// A host name or an address.
    public var address: String
    /// The TCP port.
    public var port: UInt16
    /// The user that logs in.
    public var user: String
    /// The accepted host keys; only their types are offered in the handshake. Never empty.
    public var hostKeyPins: [HostKeyPin]
    /// The key that logs in.
    public var privateKey: SSHPrivateKey
    /// The time for everything up to the login: name resolution, TCP, handshake, authentication.
    public var connectTimeout: Duration

    /// Names each field.
    public init(
        address: String,
        port: UInt16 = 22,
        user: String,
        hostKeyPins: [HostKeyPin],
        privateKey: SSHPrivateKey,
        connectTimeout: Duration = .seconds(15)
    ) {
        self.address = address
        self.port = port
        self.user = user
        self.hostKeyPins = hostKeyPins
        self.privateKey = privateKey
        self.connectTimeout = connectTimeout
    }
}
