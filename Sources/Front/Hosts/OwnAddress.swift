/// Addresses of the daemon's own machine, or of no particular machine. A machine that enrols itself has a different
/// address: a user who reports one of these would make the daemon connect to other services beside it.
enum OwnAddress {
    /// Whether it is a loopback, link-local, multicast, broadcast, reserved or unspecified address, or not an address.
    static func contains(_ address: String) -> Bool { AddressRange.bytes(of: address).map(contains) ?? true }

    private static func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 16 else {
            return [0, 127].contains(bytes[0]) || bytes[0] >= 224 || (bytes[0] == 169 && bytes[1] == 254)
        }
        let isZero = bytes[..<10].allSatisfy { $0 == 0 }
        // An IPv4 address mapped into IPv6, as a dual-stack socket shows it.
        if isZero, bytes[10] == 0xFF, bytes[11] == 0xFF { return contains(Array(bytes[12...])) }
        let isLow = isZero && bytes[10..<15].allSatisfy { $0 == 0 } && bytes[15] <= 1
        return isLow || bytes[0] == 0xFF || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }
}
