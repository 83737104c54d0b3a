internal import PlatformStore
public import WorkspaceModel

/// A registered host as a listing shows it.
public struct HostSummary: Encodable, Sendable {
    /// The host.
    public let id: HostID
    /// `droplet` or `bare_metal`.
    public let kind: String
    /// Its name.
    public let name: String
    /// Its address, once there is one.
    public let address: String?
    /// The port of its SSH server.
    public let sshPort: Int
    /// The user that logs in.
    public let sshUser: String
    /// The pinned host key's fingerprint.
    public let fingerprint: String
    /// `ready`, `draining` or `quarantined`.
    public let state: String
    /// The owner's e-mail; nil for a shared host.
    public let ownerEmail: String?
    /// Its capacity; nil for droplets.
    public let capacity: Resources?
    /// What is reserved of it.
    public let reserved: Resources
    /// The workspaces on it.
    public let workspaces: [String]

    init(_ record: HostRecord) {
        id = record.id
        kind = record.kind
        name = record.name
        address = record.address
        sshPort = Int(record.sshPort)
        sshUser = record.sshUser
        fingerprint = record.fingerprint
        state = record.state
        ownerEmail = record.ownerEmail
        capacity = record.capacity
        reserved = record.reserved
        workspaces = record.workspaces
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
        case ownerEmail = "owner_email"
        case capacity
        case reserved
        case workspaces
    }
}
