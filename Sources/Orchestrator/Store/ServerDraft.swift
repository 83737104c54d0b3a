package import Providers
package import SSH
package import Workspaces

/// What is drawn for a new server before anything of it is written down.
package struct ServerDraft: Sendable {
    /// Name, tags, plan and authorized key.
    package var intent: ServerIntent
    /// The fingerprint of its first host key.
    package var hostKeyPin: HostKeyPin
    /// The first host key, an OpenSSH private key; it is stored sealed.
    package var hostKey: Secret<String>
    /// The port of its SSH server.
    package var sshPort: Port

    package init(intent: ServerIntent, hostKeyPin: HostKeyPin, hostKey: Secret<String>, sshPort: Port) {
        self.intent = intent
        self.hostKeyPin = hostKeyPin
        self.hostKey = hostKey
        self.sshPort = sshPort
    }
}
