/// A registered host.
package struct Host: Sendable {
    /// The host.
    package var id: HostID
    /// The column: of a rented server, or `bare_metal`.
    package var kind: String
    /// Its name.
    package var name: String
    /// Its address, once there is one.
    package var address: String?
    /// The port of its SSH server.
    package var sshPort: Int64
    /// The user that logs in.
    package var sshUser: String
    /// The pinned host key's fingerprint.
    package var fingerprint: String
    /// `ready`, `draining` or `quarantined`.
    package var state: String
    /// The owner's number; nil for a shared host and for rented servers.
    package var owner: Int64?
    /// The owner's e-mail.
    package var ownerEmail: String?
    /// Whether it takes everybody's workspaces.
    package var isShared: Bool
    /// What it has; nil for rented servers.
    package var capacity: Resources?
    /// What is reserved of it.
    package var reserved: Resources
    /// The public names of the workspaces on it.
    package var workspaces: [String]
    /// When it was registered, or the server made.
    package var createdAt: Timestamp

    package init(
        id: HostID,
        kind: String,
        name: String,
        address: String?,
        sshPort: Int64,
        sshUser: String,
        fingerprint: String,
        state: String,
        owner: Int64?,
        ownerEmail: String?,
        isShared: Bool,
        capacity: Resources?,
        reserved: Resources,
        workspaces: [String],
        createdAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.address = address
        self.sshPort = sshPort
        self.sshUser = sshUser
        self.fingerprint = fingerprint
        self.state = state
        self.owner = owner
        self.ownerEmail = ownerEmail
        self.isShared = isShared
        self.capacity = capacity
        self.reserved = reserved
        self.workspaces = workspaces
        self.createdAt = createdAt
    }
}
