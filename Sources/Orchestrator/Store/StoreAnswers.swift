package import Providers
package import SSH
package import Workspaces

/// The result of a search for capacity.
package enum Placement: Hashable, Sendable {
    /// Capacity was found and reserved, including ports.
    case placed(Site)
    /// No host has capacity; the reason in a sentence.
    case noHost(String)
    /// A host has capacity, but no free block of ports.
    case portsExhausted
}

/// The result of a check of the store: whether there is work now, and when the next is due.
package struct PendingWork: Hashable, Sendable {
    /// Whether requests are waiting to become operations.
    package var hasRequests: Bool
    /// How long until the next operation is due; zero if one is due now; nil if none is waiting.
    package var nextOperationIn: Duration?

    /// Whether an operation under a lease was cancelled and its task does not know it yet.
    package var hasCancels: Bool

    package init(hasRequests: Bool, nextOperationIn: Duration?, hasCancels: Bool = false) {
        self.hasRequests = hasRequests
        self.hasCancels = hasCancels
        self.nextOperationIn = nextOperationIn
    }
}

/// The part of a host's record that is needed to reach it.
package struct HostAccess: Sendable {
    /// The host.
    package var id: HostID
    /// Its address; nil while a server has none.
    package var address: String?
    /// The port of its SSH server.
    package var port: Port
    /// The user to log in as.
    package var user: String
    /// The current host key.
    package var pin: HostKeyPin
    /// The host key that is being installed, if any.
    package var nextPin: HostKeyPin?
    /// Whether the key from the user data is still in use.
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

/// The values chosen for a new server before any of them is recorded.
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

/// The purpose of a sealed secret; part of what its seal authenticates.
package enum SecretPurpose: String, Codable, Sendable, CaseIterable {
    /// A workspace's passwords and keys.
    case workspace
    /// The key with which all daemons of an installation log in to hosts.
    case daemonKey = "daemon_key"
    /// A host's key from the user data.
    case hostKey = "host_key"
    /// A host's key that is being installed.
    case nextHostKey = "next_host_key"
}
