/// A registered host.
package struct Host: Record {
    package enum State: String, Sendable {
        case ready
        /// It accepts no more workspaces.
        case draining
        /// Its key changed; an operator must check it.
        case quarantined
    }

    package var id: HostID
    /// The value of the column: the kind of a rented server, or `bare_metal`.
    package var kind: String
    package var name: String
    /// Its address, if known.
    package var address: String?
    package var sshPort: Int64
    /// The user to log in as.
    package var sshUser: String
    /// The pinned host key's fingerprint.
    package var fingerprint: String
    package var state: Written<State>
    /// The owner's number; nil for a shared host and for rented servers.
    package var owner: Int64?
    package var ownerEmail: String?
    /// Whether it runs every user's workspaces.
    package var isShared: Bool
    /// Its capacity; nil for rented servers.
    package var capacity: Resources?
    /// The reserved part of it.
    package var reserved: Resources
    /// The public names of the workspaces on it.
    package var workspaces: [String]
    /// When the host was registered, or the server was created.
    @Moment package var createdAt: Timestamp

    package init(
        id: HostID,
        kind: String,
        name: String,
        address: String?,
        sshPort: Int64,
        sshUser: String,
        fingerprint: String,
        state: Written<State>,
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

    private enum CodingKeys: String, CodingKey {
        case id
        case kind
        case name
        case address
        case sshPort = "ssh_port"
        case sshUser = "ssh_user"
        case fingerprint = "host_key_fingerprint"
        case state
        case owner
        case ownerEmail = "owner_email"
        case isShared = "shared"
        case capacity
        case reserved
        case workspaces
        case createdAt = "created_at"
    }

    package static let example = Host(
        id: HostID(rawValue: 1),
        kind: DeploymentType.bareMetal.rawValue,
        name: "Rack 7",
        address: EnrolmentReport.example.address,
        sshPort: EnrolmentReport.example.port,
        sshUser: EnrolmentReport.example.user,
        fingerprint: EnrolmentReport.example.fingerprint,
        state: Written(.ready),
        owner: 7,
        ownerEmail: "ann@example.org",
        isShared: false,
        capacity: Resources(vcpu: 8, ramGB: 64, storageGB: 400),
        reserved: Resources(vcpu: 2, ramGB: 4, storageGB: 50),
        workspaces: ["ws7x2k4"],
        createdAt: .example
    )
}
