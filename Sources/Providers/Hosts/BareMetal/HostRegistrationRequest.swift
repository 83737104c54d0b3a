package import SSH
package import Workspaces

/// A machine that an operator wants to register.
package struct HostRegistrationRequest: Sendable {
    /// A host name or an address.
    package var address: String
    /// The port of its SSH server.
    package var port: Port
    /// The user that logs in, now with the operator's key and later with ours.
    package var user: String
    /// `SHA256:…`, as `ssh-keygen -l` prints it on the machine, of its Ed25519 or its ECDSA key.
    package var fingerprint: String
    /// The operator's key.
    package var operatorKey: SSHPrivateKey
    /// The daemon's key; its public half is installed.
    package var daemonKey: SSHKeyPair

    package init(
        address: String,
        port: Port,
        user: String,
        fingerprint: String,
        operatorKey: SSHPrivateKey,
        daemonKey: SSHKeyPair
    ) {
        self.address = address
        self.port = port
        self.user = user
        self.fingerprint = fingerprint
        self.operatorKey = operatorKey
        self.daemonKey = daemonKey
    }
}
