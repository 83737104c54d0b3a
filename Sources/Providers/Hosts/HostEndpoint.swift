package import SSH
package import Workspaces

/// How a host is reached, and what it must prove.
package struct HostEndpoint: Sendable {
    /// A host name or an address.
    package var address: String
    /// The port of its SSH server.
    package var port: Port
    /// The user that logs in; other than `root`, commands run through `sudo -n`.
    package var user: String
    /// The keys that are accepted: usually one, two while a key is being replaced. Never empty.
    package var hostKeyPins: [HostKeyPin]
    /// The key that logs in.
    package var privateKey: SSHPrivateKey

    package init(address: String, port: Port, user: String, hostKeyPins: [HostKeyPin], privateKey: SSHPrivateKey) {
        self.address = address
        self.port = port
        self.user = user
        self.hostKeyPins = hostKeyPins
        self.privateKey = privateKey
    }
}
