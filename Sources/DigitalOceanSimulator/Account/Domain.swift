/// A DNS zone.
struct Domain: Sendable {
    static let defaultTTL = 1800

    let name: String
    var records: [DomainRecord]

    var json: JSON {
        ["name": .string(name), "ttl": .integer(Self.defaultTTL), "zone_file": .string(zoneFile)]
    }

    /// A record's name as the world sees it.
    func fullName(_ relative: String) -> String { relative == "@" ? name : "\(relative).\(name)" }

    private var zoneFile: String {
        let lines = records.map { "\(fullName($0.name)). \($0.ttl) IN \($0.type) \($0.data)" }
        return (["$ORIGIN \(name).", "$TTL \(Self.defaultTTL)"] + lines).joined(separator: "\n")
    }
}
