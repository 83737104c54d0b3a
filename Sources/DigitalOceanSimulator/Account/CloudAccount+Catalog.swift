import Workspaces

extension CloudAccount {
    func listSizes(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        try Page.reply("sizes", Size.all.map(\.json), to: call)
    }

    func listRegions(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        try Page.reply("regions", Region.all.map(\.json), to: call)
    }

    func listVPCs(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        try Page.reply("vpcs", vpcs.map(\.json), to: call)
    }

    func vpc(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let id = try call.text("vpc_id")
        guard let vpc = vpcs.first(where: { $0.id == id }) else { throw .notFound }
        return .ok(["vpc": vpc.json])
    }

    func listImages(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        var found = images
        switch call.query["type"] {
        case "distribution": found = found.filter(\.isPublic)
        case "application": found = []
        case nil: break
        default: throw .unprocessable("type must be distribution or application.")
        }
        if call.query["private"] == "true" { found = found.filter { !$0.isPublic } }
        if call.query["tag_name"] != nil { found = [] }
        return try Page.reply("images", found.map(\.json), to: call)
    }

    func image(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        .ok(["image": images[try imageIndex(call)].json])
    }

    mutating func deleteImage(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let index = try imageIndex(call)
        guard !images[index].isPublic else { throw .forbidden }
        images.remove(at: index)
        return .noContent
    }

    func listSnapshots(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let found = call.query["resource_type"] == "volume" ? [] : images.filter { !$0.isPublic }
        return try Page.reply("snapshots", found.map(\.snapshotJSON), to: call)
    }

    func snapshot(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        .ok(["snapshot": images[try snapshotIndex(call)].snapshotJSON])
    }

    mutating func deleteSnapshot(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        images.remove(at: try snapshotIndex(call))
        return .noContent
    }

    private func imageIndex(_ call: SimulatorCall) throws(CloudRefusal) -> Int {
        let name = try call.text("image_id")
        guard let index = images.firstIndex(where: { $0.slug == name || String($0.id) == name }) else {
            throw .notFound
        }
        return index
    }

    private func snapshotIndex(_ call: SimulatorCall) throws(CloudRefusal) -> Int {
        let name = try call.text("snapshot_id")
        guard let index = images.firstIndex(where: { !$0.isPublic && String($0.id) == name }) else { throw .notFound }
        return index
    }
}
