import FoundationEssentials

/// A cloud firewall. It is kept and shown; nothing is filtered.
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
    /// From when on the last change is in force.
    var appliedAt: Date

    init(id: String, _ fields: Fields, account: Account, now: Date) throws(APIError) {
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
        _ fields: Fields,
        _ account: Account
    ) throws(APIError) -> (inbound: [FirewallRule], outbound: [FirewallRule]) {
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

    /// Tags and droplets that a firewall names must exist before it does.
    static func check(tags: [String], dropletIDs: [Int64], account: Account) throws(APIError) {
        for tag in tags where !account.tags.contains(tag) { throw .unprocessable("tag \(tag) does not exist") }
        for id in dropletIDs where !account.liveDroplets.contains(where: { $0.number.rawValue == id }) {
            throw .unprocessable("droplet \(id) does not exist")
        }
    }

    func checkCounts() throws(APIError) {
        guard dropletIDs.count <= Self.mostDroplets else {
            throw .unprocessable("a firewall takes at most \(Self.mostDroplets) droplets; use a tag.")
        }
        guard tags.count <= Self.mostTags else {
            throw .unprocessable("a firewall takes at most \(Self.mostTags) tags.")
        }
    }

    func json(_ now: Date, account: Account) -> JSON {
        let isPending = now < appliedAt
        let covered = account.liveDroplets.filter { droplet in
            dropletIDs.contains(droplet.number.rawValue) || tags.contains { droplet.tags.contains($0) }
        }
        let pending: [JSON] = covered.map { droplet in
            ["droplet_id": .integer(droplet.number.rawValue), "removing": false, "status": "waiting"]
        }
        return [
            "id": .string(id),
            "name": .string(name),
            "status": isPending ? "waiting" : "succeeded",
            "inbound_rules": .array(inbound.map { $0.json(peersKey: "sources") }),
            "outbound_rules": .array(outbound.map { $0.json(peersKey: "destinations") }),
            "created_at": .string(Timestamp.text(createdAt)),
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
