import FoundationEssentials

extension Account {
    mutating func createDroplets(_ call: Call) throws(APIError) -> Reply {
        let order = try DropletOrder(try call.fields, account: self)
        guard call.fault?.kind != .limitReached, liveDroplets.count + order.names.count <= dropletLimit else {
            throw .unprocessable("creating this/these droplet(s) will exceed your droplet limit")
        }
        for tag in order.tags { addTag(tag) }
        var created: [Droplet] = []
        for name in order.names { created.append(create(name, order, call)) }
        let links: [JSON] = created.map { droplet in
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

    func listDroplets(_ call: Call) throws(APIError) -> Reply {
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

    func droplet(_ call: Call) throws(APIError) -> Reply {
        let droplet = try visibleDroplet(call)
        return .ok(["droplet": droplet.json(call.now, snapshots: snapshots(of: droplet.number))])
    }

    mutating func deleteDroplet(_ call: Call) throws(APIError) -> Reply {
        let droplet = try visibleDroplet(call)
        guard !hasPendingEvent(droplet.number) else { throw Self.pendingEvent }
        remove(droplet.number, at: call.now)
        return .noContent
    }

    /// Those with a pending event stay, as reports about the real API have it: the call says nothing about them.
    mutating func deleteDropletsByTag(_ call: Call) throws(APIError) -> Reply {
        guard let tag = call.query["tag_name"], !tag.isEmpty else { throw .unprocessable("tag_name can't be blank.") }
        guard tags.contains(tag) else { throw .notFound }
        for droplet in liveDroplets where droplet.tags.contains(tag) && !hasPendingEvent(droplet.number) {
            remove(droplet.number, at: call.now)
        }
        return .noContent
    }

    func dropletSnapshots(_ call: Call) throws(APIError) -> Reply {
        let droplet = try visibleDroplet(call)
        let found = images.filter { $0.source == droplet.number }
        return try Page.reply("snapshots", found.map(\.json), to: call)
    }

    static let pendingEvent = APIError.unprocessable("Droplet already has a pending event.")

    /// Droplets that exist, whether or not they can be read yet.
    var liveDroplets: [Droplet] { droplets.filter { $0.removedAt == nil } }

    func snapshots(of droplet: DropletNumber) -> [Int64] { images.filter { $0.source == droplet }.map(\.id) }

    func visibleDroplet(_ call: Call) throws(APIError) -> Droplet {
        let number = DropletNumber(rawValue: try call.number("droplet_id"))
        guard let droplet = droplets.first(where: { $0.number == number }), droplet.canBeLookedUp(call.now) else {
            throw .notFound
        }
        return droplet
    }

    private mutating func create(_ name: String, _ order: DropletOrder, _ call: Call) -> Droplet {
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
