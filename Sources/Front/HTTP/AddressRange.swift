internal import Glibc

/// An IP address or a CIDR range.
package struct AddressRange: Hashable, Sendable {
    private let prefix: [UInt8]
    private let bitCount: Int

    /// Returns nil unless `text` is an address, or an address, a slash and a length.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, let bytes = Self.bytes(of: String(address)) else { return nil }
        prefix = bytes
        guard parts.count == 2 else {
            bitCount = bytes.count * 8
            return
        }
        // The length of an IPv4 address mapped into IPv6 includes the 96 bits of the mapping.
        let mapped = bytes.count == 4 && parts[0].contains(":") ? Self.mapping.count * 8 : 0
        guard let count = Int(parts[1]), String(count) == parts[1], (mapped...mapped + bytes.count * 8).contains(count)
        else { return nil }
        bitCount = count - mapped
    }

    /// The prefix that a dual-stack socket puts before the four bytes of an IPv4 peer (RFC 4291, section 2.5.5.2).
    private static let mapping = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// The bytes of an address in network order: 4 or 16; 4 for an IPv4 address mapped into IPv6.
    static func bytes(of address: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, address, &bytes) == 1 { return Array(bytes.prefix(4)) }
        guard unsafe inet_pton(AF_INET6, address, &bytes) == 1 else { return nil }
        return bytes.starts(with: mapping) ? Array(bytes.suffix(4)) : bytes
    }

    /// An address for display and counting: an IPv4 peer of a dual-stack socket as IPv4.
    static func canonical(_ address: String) -> String {
        guard address.contains(":"), let bytes = bytes(of: address), bytes.count == 4 else { return address }
        return bytes.map(String.init).joined(separator: ".")
    }

    func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == prefix.count else { return false }
        return (0..<bitCount).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return bytes[bit / 8] & mask == prefix[bit / 8] & mask
        }
    }
}
