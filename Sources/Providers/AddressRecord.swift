/// A name and the addresses that it should lead to.
public struct AddressRecord: Hashable, Codable, Sendable {
    /// Fully qualified, without the final dot.
    public var name: String
    /// The IPv4 address.
    public var ipv4: String
    /// The IPv6 address, if any.
    public var ipv6: String?

    /// Names each field.
    public init(name: String, ipv4: String, ipv6: String?) {
        self.name = name
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }
}
