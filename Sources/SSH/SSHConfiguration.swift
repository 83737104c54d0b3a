/// Where to connect, as whom, and what the host must prove.
package struct SSHConfiguration: Sendable {
    /// A host name or an address.
    package var address: String
    /// The TCP port.
    package var port: UInt16
    /// The user that logs in.
    package var user: String
    /// The accepted host keys; only their types are offered in the handshake. Never empty.
    package var hostKeyPins: [HostKeyPin]
    /// The key that logs in.
    package var privateKey: SSHPrivateKey
    /// The time for everything up to the login: name resolution, TCP, handshake, authentication.
    package var connectTimeout: Duration

    package init(
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
