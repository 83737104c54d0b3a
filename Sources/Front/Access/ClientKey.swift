/// The unit of limits: an IPv4 address, or the /64 that one customer gets with IPv6.
enum ClientKey {
    static func of(_ address: String) -> String {
        guard let bytes = AddressRange.bytes(of: address), bytes.count == 16 else {
            return AddressRange.canonical(address)
        }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }
}
