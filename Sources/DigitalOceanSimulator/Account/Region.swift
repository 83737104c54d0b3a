/// A data centre.
struct Region: Sendable, Equatable {
    let slug: String
    let name: String
    /// Whether new droplets may be made there.
    let isAvailable: Bool

    init(_ slug: String, _ name: String, isAvailable: Bool = true) {
        self.slug = slug
        self.name = name
        self.isAvailable = isAvailable
    }

    var json: JSON {
        [
            "slug": .string(slug),
            "name": .string(name),
            "features": .strings(["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"]),
            "available": .bool(isAvailable),
            "sizes": .strings(isAvailable ? Size.all.map(\.slug) : []),
        ]
    }

    static let all = [
        Region("nyc1", "New York 1"),
        Region("nyc2", "New York 2", isAvailable: false),
        Region("nyc3", "New York 3"),
        Region("ams2", "Amsterdam 2", isAvailable: false),
        Region("ams3", "Amsterdam 3"),
        Region("sfo1", "San Francisco 1", isAvailable: false),
        Region("sfo2", "San Francisco 2"),
        Region("sfo3", "San Francisco 3"),
        Region("sgp1", "Singapore 1"),
        Region("lon1", "London 1"),
        Region("fra1", "Frankfurt 1"),
        Region("tor1", "Toronto 1"),
        Region("blr1", "Bangalore 1"),
        Region("syd1", "Sydney 1"),
    ]

    static var available: [Region] { all.filter(\.isAvailable) }

    /// The region that a request names: a slug, the start of one (`nyc`), or nothing for anywhere.
    static func chosen(_ asked: String?) throws(APIError) -> Region {
        let candidates = available
        guard let asked else { return candidates[0] }
        let exact = candidates.first { $0.slug == asked }
        let prefixed = asked.count == 3 ? candidates.first { $0.slug.hasPrefix(asked) } : nil
        guard let region = exact ?? prefixed else { throw .unprocessable("Region is not available") }
        return region
    }
}
