import FoundationEssentials
import Workspaces

extension CloudAccount {
    /// The actions that are allowed by tag.
    private static let actionsByTag = [
        "power_cycle", "power_on", "power_off", "shutdown", "enable_ipv6", "enable_backups", "disable_backups",
        "snapshot",
    ]

    func action(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        guard let action = actions[try call.number("action_id")] else { throw .notFound }
        return .ok(["action": action.json])
    }

    func dropletAction(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let droplet = DropletNumber(rawValue: try call.number("droplet_id"))
        guard let action = actions[try call.number("action_id")], action.droplet == droplet else { throw .notFound }
        return .ok(["action": action.json])
    }

    func listDropletActions(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let droplet = try visibleDroplet(call)
        let found = actions.values.filter { $0.droplet == droplet.number }.sorted { $0.id > $1.id }
        return try Page.reply("actions", found.map(\.json), to: call)
    }

    mutating func actOnDroplet(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let action = try perform(try visibleDroplet(call), try call.fields, at: call.now)
        return .created(["action": action.json])
    }

    mutating func actOnTag(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        guard let tag = call.query["tag_name"], !tag.isEmpty else { throw .unprocessable("tag_name can't be blank.") }
        let fields = try call.fields
        guard Self.actionsByTag.contains(try fields.string("type")) else {
            throw .unprocessable("This action cannot be performed by tag.")
        }
        let targets = liveDroplets.filter { $0.isVisible(call.now) && $0.visibleTags(call.now).contains(tag) }
        guard !targets.contains(where: { hasPendingEvent($0.number) }) else { throw Self.pendingEvent }
        var started: [JSONValue] = []
        for droplet in targets { started.append(try perform(droplet, fields, at: call.now).json) }
        return .created(["actions": .array(started)])
    }

    private mutating func perform(_ droplet: Droplet, _ fields: CallFields, at now: Date) throws(CloudRefusal) -> Action
    {
        let type = try fields.string("type")
        guard !hasPendingEvent(droplet.number) else { throw Self.pendingEvent }
        guard let index = droplets.firstIndex(where: { $0.number == droplet.number }) else { throw .notFound }
        var power: MachineJob.PowerChange?
        switch type {
        case "power_off": power = .off
        case "shutdown":
            guard droplet.status == .active else { throw .unprocessable("Droplet is not running.") }
            power = .shutDown
        case "power_on":
            guard droplet.status == .off else { throw .unprocessable("Droplet is already powered on.") }
            power = .on
        case "power_cycle": power = .cycle
        case "reboot":
            guard droplet.status == .active else { throw .unprocessable("Droplet is not running.") }
            power = .reboot
        case "rename":
            let name = try fields.string("name")
            guard DropletOrder.isHostname(name) else {
                throw .unprocessable("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")
            }
            droplets[index].name = name
        case "resize": try resize(index, fields)
        case "snapshot": try snapshot(droplet, fields, at: now)
        case "enable_ipv6": droplets[index].features.insert("ipv6")
        case "enable_backups": droplets[index].features.insert("backups")
        case "disable_backups": droplets[index].features.remove("backups")
        default: throw .unprocessable("\(type) is not an action that this simulator knows.")
        }
        let action = start(type, on: droplet.number, region: droplet.region, at: now)
        if let power, hasMachines {
            jobs.append(.power(droplet.number, power, action: action.id))
        } else {
            schedule(action.id, after: timings.actionDuration, at: now)
        }
        return action
    }

    private mutating func resize(_ index: Int, _ fields: CallFields) throws(CloudRefusal) {
        let slug = try fields.string("size")
        let permanent = try fields.bool("disk", default: false)
        guard let size = Size.all.first(where: { $0.slug == slug }) else {
            throw .unprocessable("You specified an invalid size for Droplet resize.")
        }
        guard droplets[index].status == .off else { throw .unprocessable("Droplet must be powered off to resize.") }
        guard size.disk >= droplets[index].size.disk else {
            throw .unprocessable("This size is not available because it has a smaller disk.")
        }
        droplets[index].size =
            permanent
            ? size : Size(size.slug, size.vcpus, size.memory, droplets[index].size.disk, size.priceMonthly)
    }

    private mutating func snapshot(_ droplet: Droplet, _ fields: CallFields, at now: Date) throws(CloudRefusal) {
        let name = try fields.optionalString("name") ?? "\(droplet.name)-\(Int(now.timeIntervalSince1970))"
        images.append(
            Image(
                id: newNumber(),
                name: name,
                distribution: droplet.image.distribution,
                slug: nil,
                regions: [droplet.region.slug],
                minimumDisk: droplet.size.disk,
                createdAt: now,
                source: droplet.number
            )
        )
    }
}

/// Something that takes time: creating a droplet, switching it off.
struct Action: Sendable {
    enum Status: String, Sendable {
        /// May become either of the others.
        case inProgress = "in-progress"
        /// For ever.
        case completed
        /// For ever.
        case errored
    }

    let id: Int64
    let type: String
    let droplet: DropletNumber
    let region: Region
    let startedAt: Date
    var status = Status.inProgress
    var completedAt: Date?

    var json: JSONValue {
        [
            "id": .integer(id),
            "status": .string(status.rawValue),
            "type": .string(type),
            "started_at": .time(startedAt),
            "completed_at": completedAt.map { .time($0) } ?? .null,
            "resource_id": .integer(droplet.rawValue),
            "resource_type": "droplet",
            "region": region.json,
            "region_slug": .string(region.slug),
        ]
    }
}
