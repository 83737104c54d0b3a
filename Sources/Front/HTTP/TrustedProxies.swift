/// The proxies that are trusted to state a client's address. Without any, the peer is the client.
package struct TrustedProxies: Sendable {
    private let networks: [AddressRange]

    /// - Parameter networks: addresses and CIDR ranges of proxies.
    package init(_ networks: [AddressRange] = []) { self.networks = networks }

    /// The rightmost address that is not a trusted proxy's: anybody may have written those further left.
    func client(peer: String, forwarded: [String]) -> String {
        guard isTrusted(peer) else { return peer }
        let hops = forwarded.joined(separator: ",").split(separator: ",").map {
            $0.trimmingPrefix { $0 == " " }.prefix { $0 != " " }
        }
        for hop in hops.reversed() {
            let hop = String(hop)
            guard AddressRange.bytes(of: hop) != nil else { return peer }
            if !isTrusted(hop) { return AddressRange.canonical(hop) }
        }
        return peer
    }

    /// Whether the address is a trusted proxy's.
    func isTrusted(_ address: String) -> Bool {
        guard !networks.isEmpty, let bytes = AddressRange.bytes(of: address) else { return false }
        return networks.contains { $0.contains(bytes) }
    }
}
