import FoundationEssentials

/// What a droplet's disk is made from.
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
    /// The droplet that a snapshot was taken of.
    var source: DropletNumber?

    var isPublic: Bool { slug != nil }

    var json: JSON {
        [
            "id": .integer(id),
            "name": .string(name),
            "type": .string(isPublic ? "base" : "snapshot"),
            "distribution": .string(distribution),
            "slug": .optional(slug),
            "public": .bool(isPublic),
            "regions": .strings(regions),
            "created_at": .string(Timestamp.text(createdAt)),
            "min_disk_size": .integer(minimumDisk),
            "size_gigabytes": .number(Self.sizeInGigabytes),
            "description": "",
            "tags": [],
            "status": "available",
            "error_message": "",
        ]
    }

    /// The image as `/v2/snapshots` shows it: its id is a string there.
    var snapshotJSON: JSON {
        [
            "id": .string(String(id)),
            "name": .string(name),
            "created_at": .string(Timestamp.text(createdAt)),
            "regions": .strings(regions),
            "resource_id": .string(source.map(\.description) ?? ""),
            "resource_type": "droplet",
            "min_disk_size": .integer(minimumDisk),
            "size_gigabytes": .number(Self.sizeInGigabytes),
            "tags": [],
        ]
    }

    /// Not used by anything; the field must be there.
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
