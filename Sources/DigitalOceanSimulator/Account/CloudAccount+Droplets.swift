import FoundationEssentials
import Workspaces

extension CloudAccount {
    mutating func createDroplets(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let order = try DropletOrder(try call.fields, account: self)
        guard call.fault?.kind != .limitReached, liveDroplets.count + order.names.count <= dropletLimit else {
            throw .unprocessable("creating this/these droplet(s) will exceed your droplet limit")
        }
        for tag in order.tags { addTag(tag) }
        var created: [Droplet] = []
        for name in order.names { created.append(create(name, order, call)) }
        let links: [JSONValue] = created.map { droplet in
            [
                "id": .integer(droplet.createAction),
                "rel": "create",
                "href": .string("\(call.origin)/v2/actions/\(droplet.createAction)"),
            ]
        }
        let bodies = created.map { $0.json(call.now, snapshots: []) }
        let key = order.isBatch ? "droplets" : "droplet"
        return .accepted([
            key: order.isBatch ? .array(bodies) : bodies[0],
            "links": ["actions": .array(links)],
        ])
    }

    func listDroplets(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let tag = call.query["tag_name"]
        let name = call.query["name"]
        guard tag == nil || (name == nil && call.query["type"] == nil) else {
            throw .unprocessable("tag_name cannot be combined with name or type.")
        }
        let found = droplets.filter { droplet in
            guard droplet.isListed(call.now) else { return false }
            if let tag { return droplet.visibleTags(call.now).contains(tag) }
            if let name { return droplet.name.lowercased() == name.lowercased() }
            return true
        }
        return try Page.reply(
            "droplets",
            found.map { $0.json(call.now, snapshots: snapshots(of: $0.number)) },
            to: call
        )
    }

    func droplet(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let droplet = try visibleDroplet(call)
        return .ok(["droplet": droplet.json(call.now, snapshots: snapshots(of: droplet.number))])
    }

    mutating func deleteDroplet(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let droplet = try visibleDroplet(call)
        guard !hasPendingEvent(droplet.number) else { throw Self.pendingEvent }
        remove(droplet.number, at: call.now)
        return .noContent
    }

    /// Droplets with a pending event stay, as reports about the real API say: the call does not mention them.
    mutating func deleteDropletsByTag(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        guard let tag = call.query["tag_name"], !tag.isEmpty else { throw .unprocessable("tag_name can't be blank.") }
        guard tags.contains(tag) else { throw .notFound }
        for droplet in liveDroplets where droplet.tags.contains(tag) && !hasPendingEvent(droplet.number) {
            remove(droplet.number, at: call.now)
        }
        return .noContent
    }

    func dropletSnapshots(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let droplet = try visibleDroplet(call)
        let found = images.filter { $0.source == droplet.number }
        return try Page.reply("snapshots", found.map(\.json), to: call)
    }

    static let pendingEvent = CloudRefusal.unprocessable("Droplet already has a pending event.")

    /// Existing droplets, whether or not they are readable yet.
    var liveDroplets: [Droplet] { droplets.filter { $0.removedAt == nil } }

    func snapshots(of droplet: DropletNumber) -> [Int64] { images.filter { $0.source == droplet }.map(\.id) }

    func visibleDroplet(_ call: SimulatorCall) throws(CloudRefusal) -> Droplet {
        let number = DropletNumber(rawValue: try call.number("droplet_id"))
        guard let droplet = droplets.first(where: { $0.number == number }), droplet.canBeLookedUp(call.now) else {
            throw .notFound
        }
        return droplet
    }

    private mutating func create(_ name: String, _ order: DropletOrder, _ call: SimulatorCall) -> Droplet {
        let number = newDropletNumber()
        let action = start("create", on: number, region: order.region, at: call.now)
        let faultDelay = { (kind: SimulatorFault.Kind) in call.fault?.kind == kind ? call.fault?.seconds ?? 0 : 0 }
        let hiddenFor = [.lateVisibility, .dropAfterAccept, .errorAfterAccept].map(faultDelay).reduce(0, +)
        let visibleAt = call.now.addingTimeInterval(timings.visibilityDelay + hiddenFor)
        let droplet = Droplet(
            number: number,
            name: name,
            size: order.size,
            image: order.image,
            region: order.region,
            tags: call.fault?.kind == .lostTags ? [] : order.tags.compactMap { canonicalTag($0) },
            createdAt: call.now,
            visibleAt: visibleAt,
            listedAt: visibleAt.addingTimeInterval(faultDelay(.lateListing)),
            lookupAt: visibleAt.addingTimeInterval(faultDelay(.lateLookup)),
            tagsVisibleAt: visibleAt.addingTimeInterval(faultDelay(.lateTags)),
            features: order.features,
            vpc: order.vpc,
            userData: order.userData,
            authorizedKeys: order.authorizedKeys,
            createAction: action.id
        )
        droplets.append(droplet)
        if call.fault?.kind == .acceptedThenGone {
            schedule(action.id, outcome: .errored, after: timings.bootDuration, at: call.now)
        } else if hasMachines {
            let boot = DropletBoot(
                droplet: number,
                name: name,
                userData: order.userData,
                authorizedKeys: order.authorizedKeys
            )
            jobs.append(.boot(boot, action: action.id))
        } else {
            schedule(action.id, after: timings.bootDuration, at: call.now)
        }
        return droplet
    }

    private mutating func remove(_ number: DropletNumber, at now: Date) {
        guard let index = droplets.firstIndex(where: { $0.number == number }), droplets[index].removedAt == nil else {
            return
        }
        droplets[index].removedAt = now
        droplets[index].goneAt = now.addingTimeInterval(timings.removalDelay)
        if hasMachines { jobs.append(.destroy(number)) }
    }
}

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
    /// When it becomes readable and listed.
    let visibleAt: Date
    /// When it appears in lists.
    let listedAt: Date
    /// When it can be looked up by number.
    let lookupAt: Date
    /// When its tags become visible.
    let tagsVisibleAt: Date
    var status = Status.new
    var features: Set<String>
    let vpc: String
    let userData: String
    let authorizedKeys: [String]
    let createAction: Int64
    var publicAddress: String?
    /// When the addresses become readable.
    var addressesVisibleAt: Date?
    /// When its removal was accepted, or when it disappeared.
    var removedAt: Date?
    /// When it starts to answer 404.
    var goneAt: Date?

    var hasIPv6: Bool { features.contains("ipv6") }

    func isVisible(_ now: Date) -> Bool { visibleAt <= now && !(goneAt.map { $0 <= now } ?? false) }

    func isListed(_ now: Date) -> Bool { listedAt <= now && isVisible(now) }

    func canBeLookedUp(_ now: Date) -> Bool { lookupAt <= now && isVisible(now) }

    func visibleTags(_ now: Date) -> [String] { tagsVisibleAt <= now ? tags : [] }

    func json(_ now: Date, snapshots: [Int64]) -> JSONValue {
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
            "created_at": .time(createdAt),
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

    private func networks(_ now: Date) -> JSONValue {
        guard let publicAddress, let addressesVisibleAt, addressesVisibleAt <= now else { return ["v4": [], "v6": []] }
        let privateNetwork: JSONValue = [
            "ip_address": .string("10.108.0.\(2 + number.rawValue % 250)"),
            "netmask": "255.255.240.0",
            "gateway": "nil",
            "type": "private",
        ]
        let publicNetwork: JSONValue = [
            "ip_address": .string(publicAddress),
            "netmask": "255.255.255.0",
            "gateway": .string(publicAddress.split(separator: ".").dropLast().joined(separator: ".") + ".1"),
            "type": "public",
        ]
        let version6: JSONValue = [
            "ip_address": .string("2001:db8::\(String(number.rawValue & 0xFFFF, radix: 16))"),
            "netmask": 64,
            "gateway": "2001:db8::1",
            "type": "public",
        ]
        // The private entry comes first, as it may in the real API: clients must select by type.
        return ["v4": [privateNetwork, publicNetwork], "v6": hasIPv6 ? [version6] : []]
    }
}
