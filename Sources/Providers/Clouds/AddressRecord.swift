/// A name and the addresses that it should point to.
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

/// The result of publishing an address.
package enum PublishedAddress: Hashable, Codable, Sendable {
    /// The records are as requested.
    case published
    /// No zone in the account contains the name: the records must be created by hand.
    case zoneMissing
}
