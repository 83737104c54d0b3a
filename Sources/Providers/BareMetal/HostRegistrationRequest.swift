public import SSH
public import WorkspaceModel

/// A machine that an operator wants to register.
public struct HostRegistrationRequest: Sendable {
    /// A host name or an address.
    public var address: String
    /// The port of its SSH server.
    public var port: Port
    /// The user that logs in, now with the operator's key and later with ours.
    public var user: String
    /// `SHA256:…`, as `ssh-keygen -l` prints it on the machine, of its Ed25519 or its ECDSA key.
    public var fingerprint: String
    /// The operator's key.
    public var operatorKey: SSHPrivateKey
    /// The daemon's key; its public half is installed.
    public var daemonKey: SSHKeyPair

    /// Names each field.
    public init(
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
