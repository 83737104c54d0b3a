import Foundation
import LoopbackHTTP
import Workspaces

/// What the official description allows in our requests: queries, fields and their types. Copied by hand, because a
/// stricter implementation of the API refuses mistakes that ours would overlook.
enum DigitalOceanRequestRules {
    indirect enum Shape: Sendable {
        case text
        case integer
        case flag
        case list(Shape)
        /// Fields by name; those in `required` must be there.
        case object([String: Shape], required: Set<String>)
        case either(Shape, Shape)

        func accepts(_ value: JSONValue) -> Bool {
            switch (self, value) {
            case (.text, .string), (.integer, .integer), (.flag, .bool): true
            case (.list(let element), .array(let values)): values.allSatisfy(element.accepts)
            case (.either(let one, let other), _): one.accepts(value) || other.accepts(value)
            case (.object(let fields, let required), .object(let values)):
                required.isSubset(of: values.keys) && values.allSatisfy { fields[$0]?.accepts($1) ?? false }
            default: false
            }
        }
    }

    /// An allowed request: its path with `*` for an id, the keys of its query, its body.
    struct Rule: Sendable {
        var query: [Set<String>] = [[]]
        var body: Shape?
    }

    private static let page: Set<String> = ["per_page", "page"]
    private static let peers = Shape.object(["addresses": .list(.text)], required: ["addresses"])
    private static let firewall = Shape.object(
        [
            "name": .text, "tags": .list(.text), "droplet_ids": .list(.integer),
            "inbound_rules": .list(
                .object(
                    ["protocol": .text, "ports": .text, "sources": peers],
                    required: ["protocol", "ports", "sources"]
                )
            ),
            "outbound_rules": .list(
                .object(
                    ["protocol": .text, "ports": .text, "destinations": peers],
                    required: ["protocol", "ports", "destinations"]
                )
            ),
        ],
        required: ["name", "inbound_rules", "outbound_rules"]
    )
    private static let record = Shape.object(
        ["type": .text, "name": .text, "data": .text, "ttl": .integer],
        required: ["type", "name", "data"]
    )
    private static let droplet = Shape.object(
        [
            "name": .text, "region": .text, "size": .text, "image": .either(.text, .integer),
            "ssh_keys": .list(.either(.text, .integer)), "tags": .list(.text), "user_data": .text, "backups": .flag,
            "ipv6": .flag, "monitoring": .flag, "with_droplet_agent": .flag, "vpc_uuid": .text,
        ],
        required: ["name", "size", "image", "region", "ssh_keys"]
    )
    private static let tagged = Shape.object(
        [
            "resources": .list(
                .object(["resource_id": .text, "resource_type": .text], required: ["resource_id", "resource_type"])
            )
        ],
        required: ["resources"]
    )

    private static let rules: [String: Rule] = [
        "GET /v2/account": Rule(),
        "GET /v2/account/keys/*": Rule(),
        "POST /v2/account/keys": Rule(
            body: .object(["name": .text, "public_key": .text], required: ["name", "public_key"])
        ),
        "GET /v2/actions/*": Rule(),
        "GET /v2/domains": Rule(query: [page]),
        "GET /v2/domains/*/records": Rule(query: [page.union(["name", "type"])]),
        "POST /v2/domains/*/records": Rule(body: record),
        "PATCH /v2/domains/*/records/*": Rule(body: record),
        "DELETE /v2/domains/*/records/*": Rule(),
        // One filter at a time, because the API does not combine them.
        "GET /v2/droplets": Rule(query: [page, page.union(["name"]), page.union(["tag_name"])]),
        "POST /v2/droplets": Rule(body: droplet),
        "GET /v2/droplets/*": Rule(),
        "DELETE /v2/droplets/*": Rule(),
        "GET /v2/firewalls": Rule(query: [page]),
        "POST /v2/firewalls": Rule(body: firewall),
        "GET /v2/firewalls/*": Rule(),
        "PUT /v2/firewalls/*": Rule(body: firewall),
        "GET /v2/images": Rule(query: [page.union(["type", "private", "tag_name"])]),
        "GET /v2/images/*": Rule(),
        "GET /v2/regions": Rule(query: [page]),
        "GET /v2/sizes": Rule(query: [page]),
        "POST /v2/tags": Rule(body: .object(["name": .text], required: ["name"])),
        "GET /v2/tags/*": Rule(),
        "POST /v2/tags/*/resources": Rule(body: tagged),
    ]

    /// The problem with a request; nil if there is none.
    static func violation(of request: LoopbackRequest) -> String? {
        let parts = request.path.split(separator: "/")
        guard let rule = rules.first(where: { matches($0.key, request.method, parts) })?.value else {
            return "there is no \(request.method) \(request.path)"
        }
        let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let pairs = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let keys = Set(pairs.compactMap(\.first))
        guard keys.count == pairs.count, rule.query.contains(where: keys.isSubset) else {
            return "\(request.target): this query is not allowed"
        }
        if let size = pairs.first(where: { $0.first == "per_page" })?.last, !(1...200).contains(Int(size) ?? 0) {
            return "\(request.target): a page has 1 to 200 items"
        }
        guard let body = rule.body else {
            return request.body.isEmpty ? nil : "\(request.method) \(request.path): no body is allowed"
        }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(request.body)), body.accepts(value)
        else {
            return "\(request.method) \(request.path): \(String(decoding: request.body, as: UTF8.self)) is not allowed"
        }
        return nil
    }

    private static func matches(_ key: String, _ method: String, _ parts: [Substring]) -> Bool {
        let words = key.split(separator: " ")
        let pattern = words[1].split(separator: "/")
        return words[0] == method && pattern.count == parts.count
            && zip(pattern, parts).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
