/// A server as the provider describes it.
package struct Server: Hashable, Codable, Sendable {
    /// The provider's id.
    package var id: String
    /// Its name.
    package var name: String
    /// The public IPv4 address, once there is one.
    package var ipv4: String?
    /// The public IPv6 address, if it has one.
    package var ipv6: String?
    /// When it was created, in seconds since 1970.
    package var createdAt: Double

    package init(id: String, name: String, ipv4: String?, ipv6: String?, createdAt: Double) {
        self.id = id
        self.name = name
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.createdAt = createdAt
    }
}
