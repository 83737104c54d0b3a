/// A rule of a firewall, in either direction.
struct FirewallRule: Sendable, Equatable {
    private static let protocols = ["tcp", "udp", "icmp"]
    private static let largestPort = 65535

    let networkProtocol: String
    /// A port, a range, or `0` for all.
    let ports: String
    let addresses: [String]
    let dropletIDs: [Int64]
    let tags: [String]
    let loadBalancers: [String]
    let kubernetesClusters: [String]

    /// - Parameter peersKey: `sources` or `destinations`.
    init(_ json: JSON, peersKey: String, account: Account) throws(APIError) {
        let fields = try Fields(json)
        networkProtocol = try fields.string("protocol")
        guard Self.protocols.contains(networkProtocol) else {
            throw .unprocessable("protocol must be one of tcp, udp, icmp.")
        }
        let asked = try fields.optionalString("ports")
        guard asked != nil || networkProtocol == "icmp" else { throw .unprocessable("ports can't be blank.") }
        ports = try Self.normalized(asked ?? "0", networkProtocol)
        guard let value = fields.value(peersKey) else { throw .unprocessable("\(peersKey) can't be blank.") }
        let peers = try Fields(value)
        addresses = try peers.strings("addresses")
        dropletIDs = try peers.integers("droplet_ids")
        tags = try peers.strings("tags")
        loadBalancers = try peers.strings("load_balancer_uids")
        kubernetesClusters = try peers.strings("kubernetes_ids")
        for address in addresses where !InternetAddress.isNetwork(address) {
            throw .unprocessable("\(address) is not an address or a network.")
        }
        try Firewall.check(tags: tags, dropletIDs: dropletIDs, account: account)
        guard
            !(addresses.isEmpty && dropletIDs.isEmpty && tags.isEmpty && loadBalancers.isEmpty)
                || !kubernetesClusters.isEmpty
        else { throw .unprocessable("\(peersKey) must name something.") }
    }

    func json(peersKey: String) -> JSON {
        var peers: [String: JSON] = [:]
        if !addresses.isEmpty { peers["addresses"] = .strings(addresses) }
        if !dropletIDs.isEmpty { peers["droplet_ids"] = .array(dropletIDs.map { .integer($0) }) }
        if !tags.isEmpty { peers["tags"] = .strings(tags) }
        if !loadBalancers.isEmpty { peers["load_balancer_uids"] = .strings(loadBalancers) }
        if !kubernetesClusters.isEmpty { peers["kubernetes_ids"] = .strings(kubernetesClusters) }
        return ["protocol": .string(networkProtocol), "ports": .string(ports), peersKey: .object(peers)]
    }

    /// The API takes several spellings of *all ports* and returns `0` for each, and for every ICMP rule.
    private static func normalized(_ ports: String, _ networkProtocol: String) throws(APIError) -> String {
        if networkProtocol == "icmp" || ["0", "all", "1-65535"].contains(ports) { return "0" }
        let bounds = ports.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let areBounds = (1...2).contains(bounds.count) && bounds.allSatisfy { (1...largestPort).contains($0) }
        guard areBounds, bounds[0] <= bounds[bounds.count - 1] else {
            throw .unprocessable("\(ports) is not a port, a range of ports or all.")
        }
        return ports
    }
}
