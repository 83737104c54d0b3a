package import Providers
package import SSH
package import Workspaces

/// How a search for room ended.
package enum Placement: Hashable, Sendable {
    /// There is room, and it is reserved, ports included.
    case placed(Site)
    /// No host has room; the reason in a sentence.
    case noHost(String)
    /// A host has room, but not one block of free ports.
    case portsExhausted
}

/// What a look at the store found: whether there is something to do, and when there will be.
package struct PendingWork: Hashable, Sendable {
    /// Whether requests wait to become operations.
    package var hasRequests: Bool
    /// How long until the next operation is due; zero when one is due now; nil when none waits.
    package var nextOperationIn: Duration?

    /// Whether an operation under a lease was asked to stop and does not know it yet.
    package var hasCancels: Bool

    package init(hasRequests: Bool, nextOperationIn: Duration?, hasCancels: Bool = false) {
        self.hasRequests = hasRequests
        self.hasCancels = hasCancels
        self.nextOperationIn = nextOperationIn
    }
}

/// What is recorded of a host, as far as reaching it needs.
package struct HostAccess: Sendable {
    /// The host.
    package var id: HostID
    /// Its address; nil while a server has none.
    package var address: String?
    /// The port of its SSH server.
    package var port: Port
    /// The user that logs in.
    package var user: String
    /// The host key that is in force.
    package var pin: HostKeyPin
    /// The host key that is being put in force, if one is.
    package var nextPin: HostKeyPin?
    /// Whether the key that user data carried is still in force.
    package var hasFirstKey: Bool

    package init(
        id: HostID,
        address: String?,
        port: Port,
        user: String,
        pin: HostKeyPin,
        nextPin: HostKeyPin?,
        hasFirstKey: Bool
    ) {
        self.id = id
        self.address = address
        self.port = port
        self.user = user
        self.pin = pin
        self.nextPin = nextPin
        self.hasFirstKey = hasFirstKey
    }
}

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

/// What a sealed secret is for; part of what its seal authenticates.
package enum SecretPurpose: String, Codable, Sendable, CaseIterable {
    /// A workspace's passwords and keys.
    case workspace
    /// The key with which all daemons of an installation log in to hosts.
    case daemonKey = "daemon_key"
    /// A host's key as user data carries it.
    case hostKey = "host_key"
    /// A host's key that is being put in force.
    case nextHostKey = "next_host_key"
}
