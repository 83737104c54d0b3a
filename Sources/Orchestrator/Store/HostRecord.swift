public import SSH
public import WorkspaceModel

/// What is recorded of a host, as far as reaching it needs.
public struct HostRecord: Sendable {
    /// The host.
    public var id: HostID
    /// Its address; nil while a droplet has none.
    public var address: String?
    /// The port of its SSH server.
    public var port: Port
    /// The user that logs in.
    public var user: String
    /// The host key that is in force.
    public var pin: HostKeyPin
    /// The host key that is being put in force, if one is.
    public var nextPin: HostKeyPin?
    /// Whether the key that user data carried is still in force.
    public var hasFirstKey: Bool

    /// Names each field.
    public init(
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
