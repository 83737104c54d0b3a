import FoundationEssentials

/// A droplet, from its acceptance until after its removal: removed ones are kept for `/simulator/state`.
struct Droplet: Sendable {
    enum Status: String, Sendable {
        /// May become `active`.
        case new
        /// May become `off`.
        case active
        /// May become `active`.
        case off
    }

    let number: DropletNumber
    var name: String
    var size: Size
    let image: Image
    let region: Region
    var tags: [String]
    let createdAt: Date
    /// From when on it can be read and listed.
    let visibleAt: Date
    /// From when on it is in lists.
    let listedAt: Date
    /// From when on it can be looked up by its number.
    let lookupAt: Date
    /// From when on its tags can be seen.
    let tagsVisibleAt: Date
    var status = Status.new
    var features: Set<String>
    let vpc: String
    let userData: String
    let authorizedKeys: [String]
    let createAction: Int64
    var publicAddress: String?
    /// From when on the addresses can be read.
    var addressesVisibleAt: Date?
    /// When its removal was accepted, or when it disappeared by itself.
    var removedAt: Date?
    /// From when on it reads 404.
    var goneAt: Date?

    var hasIPv6: Bool { features.contains("ipv6") }

    func isVisible(_ now: Date) -> Bool { visibleAt <= now && !(goneAt.map { $0 <= now } ?? false) }

    func isListed(_ now: Date) -> Bool { listedAt <= now && isVisible(now) }

    func canBeLookedUp(_ now: Date) -> Bool { lookupAt <= now && isVisible(now) }

    func visibleTags(_ now: Date) -> [String] { tagsVisibleAt <= now ? tags : [] }

    func json(_ now: Date, snapshots: [Int64]) -> JSON {
        [
            "id": .integer(number.rawValue),
            "name": .string(name),
            "memory": .integer(size.memory),
            "vcpus": .integer(size.vcpus),
            "disk": .integer(size.disk),
            "disk_info": size.diskInfo,
            "locked": false,
            "status": .string(status.rawValue),
            "kernel": nil,
            "created_at": .string(Timestamp.text(createdAt)),
            "features": .strings(features.sorted()),
            "backup_ids": [],
            "next_backup_window": nil,
            "snapshot_ids": .array(snapshots.map { .integer($0) }),
            "image": image.json,
            "volume_ids": [],
            "size": size.json,
            "size_slug": .string(size.slug),
            "networks": networks(now),
            "region": region.json,
            "tags": .strings(visibleTags(now)),
            "vpc_uuid": .string(vpc),
        ]
    }

    private func networks(_ now: Date) -> JSON {
        guard let publicAddress, let addressesVisibleAt, addressesVisibleAt <= now else { return ["v4": [], "v6": []] }
        let privateNetwork: JSON = [
            "ip_address": .string("10.108.0.\(2 + number.rawValue % 250)"),
            "netmask": "255.255.240.0",
            "gateway": "nil",
            "type": "private",
        ]
        let publicNetwork: JSON = [
            "ip_address": .string(publicAddress),
            "netmask": "255.255.255.0",
            "gateway": .string(publicAddress.split(separator: ".").dropLast().joined(separator: ".") + ".1"),
            "type": "public",
        ]
        let version6: JSON = [
            "ip_address": .string("2001:db8::\(String(number.rawValue & 0xFFFF, radix: 16))"),
            "netmask": 64,
            "gateway": "2001:db8::1",
            "type": "public",
        ]
        // The private entry comes first, as it may at the real API: clients must select by type.
        return ["v4": [privateNetwork, publicNetwork], "v6": hasIPv6 ? [version6] : []]
    }
}
