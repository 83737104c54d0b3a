/// Addresses that lead to the daemon's own machine or to nobody in particular. A machine that enrols itself has another:
/// a user who names one of these would have the daemon connect to what listens beside it.
enum OwnAddress {
    /// Whether it is a loopback, link-local, multicast, broadcast, reserved or unspecified address, or none at all.
    static func contains(_ address: String) -> Bool { AddressRange.bytes(of: address).map(contains) ?? true }

    private static func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 16 else {
            return [0, 127].contains(bytes[0]) || bytes[0] >= 224 || (bytes[0] == 169 && bytes[1] == 254)
        }
        let isZero = bytes[..<10].allSatisfy { $0 == 0 }
        // An IPv4 address in IPv6, as a socket for both families shows one.
        if isZero, bytes[10] == 0xFF, bytes[11] == 0xFF { return contains(Array(bytes[12...])) }
        let isLow = isZero && bytes[10..<15].allSatisfy { $0 == 0 } && bytes[15] <= 1
        return isLow || bytes[0] == 0xFF || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }
}
