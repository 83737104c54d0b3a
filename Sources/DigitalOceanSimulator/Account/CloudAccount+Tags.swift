import FoundationEssentials
import Workspaces

extension CloudAccount {
    private static let longestTag = 255

    /// - Throws: 422 unless the tag is 1 to 255 letters, digits, `_`, `-` and `:`.
    static func checkTag(_ tag: String) throws(CloudRefusal) {
        let isAllowed = { (byte: UInt8) in Characters.isLetterOrDigit(byte) || [0x5F, 0x2D, 0x3A].contains(byte) }
        guard (1...longestTag).contains(tag.utf8.count), tag.utf8.allSatisfy(isAllowed) else {
            throw .unprocessable("Tag names may only contain letters, numbers, colons, dashes, and underscores.")
        }
    }

    /// The spelling under which a tag was first created; nil if it exists in no spelling.
    func canonicalTag(_ tag: String) -> String? { tags.first { $0.lowercased() == tag.lowercased() } }

    mutating func addTag(_ tag: String) {
        if canonicalTag(tag) == nil { tags.append(tag) }
    }

    func listTags(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        try Page.reply("tags", tags.map { tagJSON($0, call) }, to: call)
    }

    mutating func createTag(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let name = try call.fields.string("name")
        try Self.checkTag(name)
        addTag(name)
        return .created(["tag": tagJSON(canonicalTag(name) ?? name, call)])
    }

    func tag(_ call: SimulatorCall) throws(CloudRefusal) -> Reply { .ok(["tag": tagJSON(try tagName(call), call)]) }

    mutating func deleteTag(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let tag = try tagName(call)
        tags.removeAll { $0 == tag }
        for index in droplets.indices { droplets[index].tags.removeAll { $0 == tag } }
        for index in firewalls.indices { firewalls[index].tags.removeAll { $0 == tag } }
        return .noContent
    }

    mutating func changeTaggedResources(_ call: SimulatorCall, adding: Bool) throws(CloudRefusal) -> Reply {
        let tag = try tagName(call)
        var targets: [Int] = []
        for resource in try call.fields.array("resources") {
            let fields = try CallFields(resource)
            let id = try fields.string("resource_id")
            guard try fields.string("resource_type") == "droplet" else {
                throw .unprocessable("This simulator tags droplets only.")
            }
            guard let index = droplets.firstIndex(where: { $0.number.description == id && $0.isVisible(call.now) })
            else {
                throw .notFound
            }
            targets.append(index)
        }
        guard !targets.isEmpty else { throw .unprocessable("resources can't be blank.") }
        for index in targets {
            droplets[index].tags.removeAll { $0 == tag }
            if adding { droplets[index].tags.append(tag) }
        }
        return .noContent
    }

    /// Case matters here, unlike when a tag is created.
    private func tagName(_ call: SimulatorCall) throws(CloudRefusal) -> String {
        let name = try call.text("tag_id")
        guard tags.contains(name) else { throw .notFound }
        return name
    }

    private func tagJSON(_ tag: String, _ call: SimulatorCall) -> JSONValue {
        let tagged = droplets.filter { $0.isVisible(call.now) && $0.visibleTags(call.now).contains(tag) }
        var counts: [String: JSONValue] = ["count": .integer(tagged.count)]
        if let last = tagged.last {
            counts["last_tagged_uri"] = .string("\(call.origin)/v2/droplets/\(last.number)")
        }
        var resources = counts
        resources["droplets"] = .object(counts)
        for other in ["images", "volumes", "volume_snapshots", "databases"] { resources[other] = ["count": 0] }
        return ["name": .string(tag), "resources": .object(resources)]
    }
}
