import FoundationEssentials

/// Something that takes a while: creating a droplet, switching it off.
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

    var json: JSON {
        [
            "id": .integer(id),
            "status": .string(status.rawValue),
            "type": .string(type),
            "started_at": .string(Timestamp.text(startedAt)),
            "completed_at": completedAt.map { .string(Timestamp.text($0)) } ?? .null,
            "resource_id": .integer(droplet.rawValue),
            "resource_type": "droplet",
            "region": region.json,
            "region_slug": .string(region.slug),
        ]
    }
}
