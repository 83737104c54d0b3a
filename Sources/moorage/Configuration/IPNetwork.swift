import Foundation

/// An IPv4 or IPv6 address, or a network in CIDR notation (RFC 4632, RFC 4291).
struct IPNetwork {
    /// The address as it was written.
    let address: String
    /// Bits of the prefix; all of them for a single address.
    let prefixLength: Int

    /// Nil when it is neither.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let address = parts.first, parts.count <= 2 else { return nil }
        var ipv4 = in_addr()
        var ipv6 = in6_addr()
        let bits: Int
        if unsafe inet_pton(AF_INET, address, &ipv4) == 1 {
            bits = 32
        } else if unsafe inet_pton(AF_INET6, address, &ipv6) == 1 {
            bits = 128
        } else {
            return nil
        }
        guard parts.count == 2 else {
            (self.address, prefixLength) = (address, bits)
            return
        }
        guard let length = Int(parts[1]), (0...bits).contains(length), parts[1] == "\(length)" else { return nil }
        (self.address, prefixLength) = (address, length)
    }
}
