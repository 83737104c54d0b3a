import FoundationEssentials
import Workspaces

/// A data centre.
struct Region: Sendable, Equatable {
    let slug: String
    let name: String
    /// Whether new droplets may be created there.
    let isAvailable: Bool

    init(_ slug: String, _ name: String, isAvailable: Bool = true) {
        self.slug = slug
        self.name = name
        self.isAvailable = isAvailable
    }

    var json: JSONValue {
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

    /// The region in a request: a slug, the start of one (`nyc`), or nothing for any region.
    static func chosen(_ asked: String?) throws(CloudRefusal) -> Region {
        let candidates = available
        guard let asked else { return candidates[0] }
        let exact = candidates.first { $0.slug == asked }
        let prefixed = asked.count == 3 ? candidates.first { $0.slug.hasPrefix(asked) } : nil
        guard let region = exact ?? prefixed else { throw .unprocessable("Region is not available") }
        return region
    }
}

/// A droplet size, with the prices of the public list of basic droplets.
struct Size: Sendable, Equatable {
    let slug: String
    let vcpus: Int
    /// MiB.
    let memory: Int
    /// GiB.
    let disk: Int
    /// US dollars.
    let priceMonthly: Double

    init(_ slug: String, _ vcpus: Int, _ memory: Int, _ disk: Int, _ priceMonthly: Double) {
        self.slug = slug
        self.vcpus = vcpus
        self.memory = memory
        self.disk = disk
        self.priceMonthly = priceMonthly
    }

    /// The API's own rule: a month counts at most 672 hours.
    private var priceHourly: Double { priceMonthly / 672 }

    private var description: String {
        if slug.hasSuffix("-amd") { return "Basic AMD" }
        return slug.hasSuffix("-intel") ? "Basic Intel" : "Basic"
    }

    var json: JSONValue {
        [
            "slug": .string(slug),
            "memory": .integer(memory),
            "vcpus": .integer(vcpus),
            "disk": .integer(disk),
            "transfer": .double(Double(max(1, vcpus * 2))),
            "price_monthly": .double(priceMonthly),
            "price_hourly": .double(priceHourly),
            "regions": .strings(Region.available.map(\.slug)),
            "available": true,
            "description": .string(description),
            "disk_info": diskInfo,
        ]
    }

    var diskInfo: JSONValue { [["type": "local", "size": ["amount": .integer(disk), "unit": "gib"]]] }

    static let all = [
        Size("s-1vcpu-512mb-10gb", 1, 512, 10, 4),
        Size("s-1vcpu-1gb", 1, 1024, 25, 6),
        Size("s-1vcpu-1gb-amd", 1, 1024, 25, 7),
        Size("s-1vcpu-1gb-intel", 1, 1024, 25, 7),
        Size("s-1vcpu-1gb-35gb-intel", 1, 1024, 35, 8),
        Size("s-1vcpu-2gb", 1, 2048, 50, 12),
        Size("s-1vcpu-2gb-amd", 1, 2048, 50, 14),
        Size("s-1vcpu-2gb-intel", 1, 2048, 50, 14),
        Size("s-1vcpu-2gb-70gb-intel", 1, 2048, 70, 16),
        Size("s-2vcpu-2gb", 2, 2048, 60, 18),
        Size("s-2vcpu-2gb-amd", 2, 2048, 60, 21),
        Size("s-2vcpu-2gb-intel", 2, 2048, 60, 21),
        Size("s-2vcpu-2gb-90gb-intel", 2, 2048, 90, 24),
        Size("s-2vcpu-4gb", 2, 4096, 80, 24),
        Size("s-2vcpu-4gb-amd", 2, 4096, 80, 28),
        Size("s-2vcpu-4gb-intel", 2, 4096, 80, 28),
        Size("s-2vcpu-4gb-120gb-intel", 2, 4096, 120, 32),
        Size("s-2vcpu-8gb-amd", 2, 8192, 100, 42),
        Size("s-4vcpu-8gb", 4, 8192, 160, 48),
        Size("s-2vcpu-8gb-160gb-intel", 2, 8192, 160, 48),
        Size("s-4vcpu-8gb-amd", 4, 8192, 160, 56),
        Size("s-4vcpu-8gb-intel", 4, 8192, 160, 56),
        Size("s-4vcpu-8gb-240gb-intel", 4, 8192, 240, 64),
        Size("s-4vcpu-16gb-amd", 4, 16384, 200, 84),
        Size("s-8vcpu-16gb", 8, 16384, 320, 96),
        Size("s-4vcpu-16gb-320gb-intel", 4, 16384, 320, 96),
        Size("s-8vcpu-16gb-amd", 8, 16384, 320, 112),
        Size("s-8vcpu-16gb-intel", 8, 16384, 320, 112),
        Size("s-8vcpu-16gb-480gb-intel", 8, 16384, 480, 128),
        Size("s-8vcpu-32gb-amd", 8, 32768, 400, 168),
        Size("s-8vcpu-32gb-640gb-intel", 8, 32768, 640, 192),
    ]
}

/// The source of a droplet's disk.
struct Image: Sendable, Equatable {
    let id: Int64
    let name: String
    let distribution: String
    /// Only public images have one.
    let slug: String?
    let regions: [String]
    /// GiB.
    let minimumDisk: Int
    let createdAt: Date
    /// The droplet from which a snapshot was taken.
    var source: DropletNumber?

    var isPublic: Bool { slug != nil }

    var json: JSONValue {
        [
            "id": .integer(id),
            "name": .string(name),
            "type": .string(isPublic ? "base" : "snapshot"),
            "distribution": .string(distribution),
            "slug": .optional(slug),
            "public": .bool(isPublic),
            "regions": .strings(regions),
            "created_at": .time(createdAt),
            "min_disk_size": .integer(minimumDisk),
            "size_gigabytes": .double(Self.sizeInGigabytes),
            "description": "",
            "tags": [],
            "status": "available",
            "error_message": "",
        ]
    }

    /// The image as shown by `/v2/snapshots`: its id is a string there.
    var snapshotJSON: JSONValue {
        [
            "id": .string(String(id)),
            "name": .string(name),
            "created_at": .time(createdAt),
            "regions": .strings(regions),
            "resource_id": .string(source.map(\.description) ?? ""),
            "resource_type": "droplet",
            "min_disk_size": .integer(minimumDisk),
            "size_gigabytes": .double(Self.sizeInGigabytes),
            "tags": [],
        ]
    }

    /// Unused, but the field must exist.
    private static let sizeInGigabytes = 2.36

    static let distributions: [Image] = [
        ("ubuntu-22-04-x64", "22.04 (LTS) x64", "Ubuntu"),
        ("ubuntu-24-04-x64", "24.04 (LTS) x64", "Ubuntu"),
        ("debian-12-x64", "12 x64", "Debian"),
        ("debian-13-x64", "13 x64", "Debian"),
        ("fedora-42-x64", "42 x64", "Fedora"),
        ("rockylinux-9-x64", "9 x64", "Rocky Linux"),
        ("centos-stream-9-x64", "9 Stream x64", "CentOS"),
    ].enumerated().map { index, entry in
        Image(
            id: 150_000_001 + Int64(index),
            name: entry.1,
            distribution: entry.2,
            slug: entry.0,
            regions: Region.available.map(\.slug),
            minimumDisk: 7,
            createdAt: Date(timeIntervalSince1970: 1_750_000_000)
        )
    }
}

/// A private network.
struct VPC: Sendable {
    let id: String
    let name: String
    let region: String
    let range: String
    let isDefault: Bool

    var json: JSONValue {
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

    /// The first VPC, which each region starts with.
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
