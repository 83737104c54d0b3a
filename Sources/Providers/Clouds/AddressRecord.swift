/// A name and the addresses that it should lead to.
package struct AddressRecord: Hashable, Codable, Sendable {
    /// Fully qualified, without the final dot.
    package var name: String
    /// The IPv4 address.
    package var ipv4: String
    /// The IPv6 address, if any.
    package var ipv6: String?

    package init(name: String, ipv4: String, ipv6: String?) {
        self.name = name
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }
}

/// How publishing an address ended.
package enum PublishedAddress: Hashable, Codable, Sendable {
    /// The records are as asked for.
    case published
    /// No zone in the account holds the name: somebody must make the records by hand.
    case zoneMissing
}
