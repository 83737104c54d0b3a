import FoundationEssentials
import Workspaces

/// A cloud firewall. It is stored and shown; nothing is filtered.
struct Firewall: Sendable {
    private static let mostDroplets = 10
    private static let mostTags = 5

    let id: String
    var name: String
    var inbound: [FirewallRule]
    var outbound: [FirewallRule]
    var dropletIDs: [Int64]
    var tags: [String]
    let createdAt: Date
    /// When the last change takes effect.
    var appliedAt: Date

    init(id: String, _ fields: CallFields, account: CloudAccount, now: Date) throws(CloudRefusal) {
        self.id = id
        createdAt = now
        appliedAt = now
        name = try fields.string("name")
        guard Self.isName(name) else { throw .unprocessable("name is not valid.") }
        (inbound, outbound) = try Self.rules(fields, account)
        guard !(inbound.isEmpty && outbound.isEmpty) else {
            throw .unprocessable("at least one inbound or outbound rule is required.")
        }
        dropletIDs = try fields.integers("droplet_ids")
        tags = try fields.strings("tags")
        try Self.check(tags: tags, dropletIDs: dropletIDs, account: account)
        try checkCounts()
    }

    static func rules(
        _ fields: CallFields,
        _ account: CloudAccount
    ) throws(CloudRefusal) -> (inbound: [FirewallRule], outbound: [FirewallRule]) {
        var inbound: [FirewallRule] = []
        for rule in try fields.array("inbound_rules") {
            inbound.append(try FirewallRule(rule, peersKey: "sources", account: account))
        }
        var outbound: [FirewallRule] = []
        for rule in try fields.array("outbound_rules") {
            outbound.append(try FirewallRule(rule, peersKey: "destinations", account: account))
        }
        return (inbound, outbound)
    }

    /// Tags and droplets must exist before a firewall names them.
    static func check(tags: [String], dropletIDs: [Int64], account: CloudAccount) throws(CloudRefusal) {
        for tag in tags where !account.tags.contains(tag) { throw .unprocessable("tag \(tag) does not exist") }
        for id in dropletIDs where !account.liveDroplets.contains(where: { $0.number.rawValue == id }) {
            throw .unprocessable("droplet \(id) does not exist")
        }
    }

    func checkCounts() throws(CloudRefusal) {
        guard dropletIDs.count <= Self.mostDroplets else {
            throw .unprocessable("a firewall takes at most \(Self.mostDroplets) droplets; use a tag.")
        }
        guard tags.count <= Self.mostTags else {
            throw .unprocessable("a firewall takes at most \(Self.mostTags) tags.")
        }
    }

    func json(_ now: Date, account: CloudAccount) -> JSONValue {
        let isPending = now < appliedAt
        let covered = account.liveDroplets.filter { droplet in
            dropletIDs.contains(droplet.number.rawValue) || tags.contains { droplet.tags.contains($0) }
        }
        let pending: [JSONValue] = covered.map { droplet in
            ["droplet_id": .integer(droplet.number.rawValue), "removing": false, "status": "waiting"]
        }
        return [
            "id": .string(id),
            "name": .string(name),
            "status": isPending ? "waiting" : "succeeded",
            "inbound_rules": .array(inbound.map { $0.json(peersKey: "sources") }),
            "outbound_rules": .array(outbound.map { $0.json(peersKey: "destinations") }),
            "created_at": .time(createdAt),
            "droplet_ids": .array(dropletIDs.map { .integer($0) }),
            "tags": .strings(tags),
            "pending_changes": .array(isPending ? pending : []),
        ]
    }

    /// `^[a-zA-Z0-9][a-zA-Z0-9\.-]+$`
    private static func isName(_ name: String) -> Bool {
        guard name.utf8.count >= 2, let first = name.utf8.first, Characters.isLetterOrDigit(first) else { return false }
        return name.utf8.allSatisfy { Characters.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x2E }
    }
}

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
    init(_ json: JSONValue, peersKey: String, account: CloudAccount) throws(CloudRefusal) {
        let fields = try CallFields(json)
        networkProtocol = try fields.string("protocol")
        guard Self.protocols.contains(networkProtocol) else {
            throw .unprocessable("protocol must be one of tcp, udp, icmp.")
        }
        let asked = try fields.optionalString("ports")
        guard asked != nil || networkProtocol == "icmp" else { throw .unprocessable("ports can't be blank.") }
        ports = try Self.normalized(asked ?? "0", networkProtocol)
        guard let value = fields.value(peersKey) else { throw .unprocessable("\(peersKey) can't be blank.") }
        let peers = try CallFields(value)
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

    func json(peersKey: String) -> JSONValue {
        var peers: [String: JSONValue] = [:]
        if !addresses.isEmpty { peers["addresses"] = .strings(addresses) }
        if !dropletIDs.isEmpty { peers["droplet_ids"] = .array(dropletIDs.map { .integer($0) }) }
        if !tags.isEmpty { peers["tags"] = .strings(tags) }
        if !loadBalancers.isEmpty { peers["load_balancer_uids"] = .strings(loadBalancers) }
        if !kubernetesClusters.isEmpty { peers["kubernetes_ids"] = .strings(kubernetesClusters) }
        return ["protocol": .string(networkProtocol), "ports": .string(ports), peersKey: .object(peers)]
    }

    /// The API accepts several spellings of *all ports* and returns `0` for each, and for every ICMP rule.
    private static func normalized(_ ports: String, _ networkProtocol: String) throws(CloudRefusal) -> String {
        if networkProtocol == "icmp" || ["0", "all", "1-65535"].contains(ports) { return "0" }
        let bounds = ports.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let areBounds = (1...2).contains(bounds.count) && bounds.allSatisfy { (1...largestPort).contains($0) }
        guard areBounds, bounds[0] <= bounds[bounds.count - 1] else {
            throw .unprocessable("\(ports) is not a port, a range of ports or all.")
        }
        return ports
    }
}
