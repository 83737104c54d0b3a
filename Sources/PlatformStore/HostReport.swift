/// How a machine is reached, as it says itself.
public struct HostReport: Sendable, Hashable {
    /// A name or an address.
    public var address: String
    /// The port of its SSH server.
    public var port: Int64
    /// The user that logs in with the daemon's key.
    public var user: String
    /// `SHA256:…` of its host key.
    public var fingerprint: String

    /// Names each field.
    public init(address: String, port: Int64, user: String, fingerprint: String) {
        self.address = address
        self.port = port
        self.user = user
        self.fingerprint = fingerprint
    }
}
