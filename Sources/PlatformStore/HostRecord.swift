public import WorkspaceModel

/// A registered host.
public struct HostRecord: Sendable {
    /// The host.
    public var id: HostID
    /// `droplet` or `bare_metal`.
    public var kind: String
    /// Its name.
    public var name: String
    /// Its address, once there is one.
    public var address: String?
    /// The port of its SSH server.
    public var sshPort: Int64
    /// The user that logs in.
    public var sshUser: String
    /// The pinned host key's fingerprint.
    public var fingerprint: String
    /// `ready`, `draining` or `quarantined`.
    public var state: String
    /// The owner's number; nil for a shared host and for droplets.
    public var owner: Int64?
    /// The owner's e-mail.
    public var ownerEmail: String?
    /// Whether it takes everybody's workspaces.
    public var isShared: Bool
    /// What it has; nil for droplets.
    public var capacity: Resources?
    /// What is reserved of it.
    public var reserved: Resources
    /// The public names of the workspaces on it.
    public var workspaces: [String]
    /// When it was registered, or the droplet made.
    public var createdAt: Timestamp

    /// Names each field.
    public init(
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
