package import SSH
package import Workspaces

/// What is recorded of a host, as far as reaching it needs.
package struct HostAccess: Sendable {
    /// The host.
    package var id: HostID
    /// Its address; nil while a droplet has none.
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
