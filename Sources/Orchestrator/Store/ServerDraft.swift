public import Providers
public import SSH
public import WorkspaceModel

/// What is drawn for a new server before anything of it is written down.
public struct ServerDraft: Sendable {
    /// Name, tags, plan and authorized key.
    public var intent: ServerIntent
    /// The fingerprint of its first host key.
    public var hostKeyPin: HostKeyPin
    /// The first host key, an OpenSSH private key; it is stored sealed.
    public var hostKey: Secret<String>
    /// The port of its SSH server.
    public var sshPort: Port

    /// Names each field.
    public init(intent: ServerIntent, hostKeyPin: HostKeyPin, hostKey: Secret<String>, sshPort: Port) {
        self.intent = intent
        self.hostKeyPin = hostKeyPin
        self.hostKey = hostKey
        self.sshPort = sshPort
    }
}
