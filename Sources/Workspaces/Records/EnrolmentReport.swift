/// How a machine is reached, as it says itself.
package struct EnrolmentReport: Sendable, Hashable {
    /// A name or an address.
    package var address: String
    /// The port of its SSH server.
    package var port: Int64
    /// The user that logs in with the daemon's key.
    package var user: String
    /// `SHA256:…` of its host key.
    package var fingerprint: String

    package init(address: String, port: Int64, user: String, fingerprint: String) {
        self.address = address
        self.port = port
        self.user = user
        self.fingerprint = fingerprint
    }
}
