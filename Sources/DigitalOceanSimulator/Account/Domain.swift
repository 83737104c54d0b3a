import Workspaces

/// A DNS zone.
struct Domain: Sendable {
    static let defaultTTL = 1800

    let name: String
    var records: [DomainRecord]

    var json: JSONValue {
        ["name": .string(name), "ttl": .integer(Self.defaultTTL), "zone_file": .string(zoneFile)]
    }

    /// A record's fully qualified name.
    func fullName(_ relative: String) -> String { relative == "@" ? name : "\(relative).\(name)" }

    private var zoneFile: String {
        let lines = records.map { "\(fullName($0.name)). \($0.ttl) IN \($0.type) \($0.data)" }
        return (["$ORIGIN \(name).", "$TTL \(Self.defaultTTL)"] + lines).joined(separator: "\n")
    }
}

/// A line of a zone.
struct DomainRecord: Sendable {
    private static let types = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"]
    /// Types whose data is a host name, which must end with a dot in a request; replies omit it.
    private static let hostTypes = ["CAA", "CNAME", "MX", "NS", "SRV"]
    private static let shortestTTL = 30

    let id: Int64
    var type: String
    /// Relative to the zone; `@` for the zone itself.
    var name: String
    var data: String
    var ttl: Int
    var priority: Int?
    var port: Int?
    var weight: Int?
    var flags: Int?
    var tag: String?

    init(id: Int64, type: String, name: String, data: String, ttl: Int = Domain.defaultTTL) {
        self.id = id
        self.type = type
        self.name = name
        self.data = data
        self.ttl = ttl
    }

    /// A record created by a request.
    init(id: Int64, _ fields: CallFields, zone: String) throws(CloudRefusal) {
        self.init(id: id, type: try fields.string("type"), name: "", data: "")
        try apply(fields, zone: zone, whole: true)
    }

    /// Changes the fields in a request. The type must always be sent, as the official description says.
    mutating func apply(_ fields: CallFields, zone: String, whole: Bool) throws(CloudRefusal) {
        type = try fields.string("type")
        guard Self.types.contains(type) else { throw .unprocessable("Type is not included in the list") }
        if whole || fields.has("name") { name = try Self.relative(try fields.string("name"), zone) }
        if whole || fields.has("data") { data = try Self.checked(try fields.string("data"), type) }
        ttl = try fields.optionalInteger("ttl") ?? (whole ? Domain.defaultTTL : ttl)
        guard ttl >= Self.shortestTTL else {
            throw .unprocessable("TTL must be greater than or equal to \(Self.shortestTTL).")
        }
        priority = try fields.optionalInteger("priority") ?? (whole ? nil : priority)
        port = try fields.optionalInteger("port") ?? (whole ? nil : port)
        weight = try fields.optionalInteger("weight") ?? (whole ? nil : weight)
        flags = try fields.optionalInteger("flags") ?? (whole ? nil : flags)
        tag = try fields.optionalString("tag") ?? (whole ? nil : tag)
        if ["MX", "SRV"].contains(type), priority == nil { throw .unprocessable("Priority can't be blank.") }
        if type == "SRV", port == nil || weight == nil { throw .unprocessable("Port and weight can't be blank.") }
    }

    var json: JSONValue {
        [
            "id": .integer(id),
            "type": .string(type),
            "name": .string(name),
            "data": .string(data),
            "priority": .optional(priority),
            "port": .optional(port),
            "ttl": .integer(ttl),
            "weight": .optional(weight),
            "flags": .optional(flags),
            "tag": .optional(tag),
        ]
    }

    /// A name that ends with a dot is fully qualified; any other is relative, even if it ends with the zone's name.
    private static func relative(_ name: String, _ zone: String) throws(CloudRefusal) -> String {
        let isAllowed = { (byte: UInt8) in
            Characters.isLetterOrDigit(byte) || [0x2A, 0x2D, 0x2E, 0x40, 0x5F].contains(byte)
        }
        guard name.utf8.allSatisfy(isAllowed) else { throw .unprocessable("Name is not a valid host name.") }
        guard name.hasSuffix(".") else { return name.lowercased() }
        let whole = name.dropLast().lowercased()
        if whole == zone { return "@" }
        guard whole.hasSuffix("." + zone) else { throw .unprocessable("Name is not in the domain.") }
        return String(whole.dropLast(zone.utf8.count + 1))
    }

    private static func checked(_ data: String, _ type: String) throws(CloudRefusal) -> String {
        switch type {
        case "A":
            guard InternetAddress.isVersion4(data) else { throw .unprocessable("IP address did not match IPv4 format") }
        case "AAAA":
            guard InternetAddress.isVersion6(data) else { throw .unprocessable("IP address did not match IPv6 format") }
        default:
            guard hostTypes.contains(type), data != "@" else { return data }
            guard data.hasSuffix(".") else { throw .unprocessable("Data needs to end with a dot (.)") }
            return String(data.dropLast())
        }
        return data
    }
}
