package import Workspaces

/// A registered host as a listing shows it.
package struct HostSummary: Encodable, Sendable {
    /// The host.
    package let id: HostID
    /// The column: of a rented server, or `bare_metal`.
    package let kind: String
    /// Its name.
    package let name: String
    /// Its address, once there is one.
    package let address: String?
    /// The port of its SSH server.
    package let sshPort: Int
    /// The user that logs in.
    package let sshUser: String
    /// The pinned host key's fingerprint.
    package let fingerprint: String
    /// `ready`, `draining` or `quarantined`.
    package let state: String
    /// The owner's e-mail; nil for a shared host.
    package let ownerEmail: String?
    /// Its capacity; nil for rented servers.
    package let capacity: Resources?
    /// What is reserved of it.
    package let reserved: Resources
    /// The workspaces on it.
    package let workspaces: [String]

    init(_ record: Host) {
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
