/// A private network.
struct VPC: Sendable {
    let id: String
    let name: String
    let region: String
    let range: String
    let isDefault: Bool

    var json: JSON {
        [
            "id": .string(id),
            "urn": .string("do:vpc:\(id)"),
            "name": .string(name),
            "description": "",
            "region": .string(region),
            "ip_range": .string(range),
            "created_at": "2020-03-13T19:20:47Z",
            "default": .bool(isDefault),
        ]
    }

    /// The one that each region begins with.
    static let defaults: [VPC] = Region.all.enumerated().map { index, region in
        VPC(
            id: "5a4981aa-9653-4bd1-bef5-d6bff52042\(index < 10 ? "0" : "")\(index)",
            name: "default-\(region.slug)",
            region: region.slug,
            range: "10.\(100 + index).0.0/20",
            isDefault: true
        )
    }
}
