import Workspaces

/// A valid request for droplets.
struct DropletOrder {
    private static let longestName = 255
    private static let largestBatch = 10
    private static let largestUserData = 64 * 1024
    private static let backupPlans = ["daily", "weekly"]
    private static let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    let names: [String]
    let isBatch: Bool
    let size: Size
    let image: Image
    let region: Region
    let tags: [String]
    let features: Set<String>
    let vpc: String
    let userData: String
    let authorizedKeys: [String]

    /// - Throws: 422 with the real API's message if it is known.
    init(_ fields: CallFields, account: CloudAccount) throws(CloudRefusal) {
        (names, isBatch) = try Self.names(fields)
        size = try Self.size(fields)
        image = try Self.image(fields, account.images)
        region = try Region.chosen(try fields.optionalString("region"))
        guard image.regions.contains(region.slug) else {
            throw .unprocessable("The image is not available in the selected region.")
        }
        guard size.disk >= image.minimumDisk else {
            throw .unprocessable("The image you specified needs a larger disk than this size has.")
        }
        tags = try fields.strings("tags")
        for tag in tags { try CloudAccount.checkTag(tag) }
        features = try Self.features(fields)
        vpc = try Self.vpc(fields, region, account.vpcs)
        userData = try Self.userData(fields)
        authorizedKeys = try Self.keys(fields, account.keys)
    }

    private static func names(_ fields: CallFields) throws(CloudRefusal) -> ([String], Bool) {
        let isBatch = fields.has("names")
        guard isBatch != fields.has("name") else { throw .unprocessable("Specify either name or names.") }
        let names = isBatch ? try fields.strings("names") : [try fields.string("name")]
        guard (1...largestBatch).contains(names.count) else {
            throw .unprocessable("names must hold 1 to \(largestBatch) names.")
        }
        for name in names where !isHostname(name) {
            throw .unprocessable("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")
        }
        return (names, isBatch)
    }

    /// `^[a-zA-Z0-9]?[a-z0-9A-Z.\-]*[a-z0-9A-Z]$`: it may begin with `.` or `-`, but not end so.
    static func isHostname(_ name: String) -> Bool {
        guard name.utf8.count <= longestName, let last = name.utf8.last, Characters.isLetterOrDigit(last) else {
            return false
        }
        return name.utf8.allSatisfy { Characters.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x2E }
    }

    private static func size(_ fields: CallFields) throws(CloudRefusal) -> Size {
        let slug = try fields.string("size")
        guard let size = Size.all.first(where: { $0.slug == slug }) else {
            throw .unprocessable("You specified an invalid size for Droplet creation.")
        }
        return size
    }

    private static func image(_ fields: CallFields, _ images: [Image]) throws(CloudRefusal) -> Image {
        let image: Image?
        switch fields.value("image") {
        case .string(let slug): image = images.first { $0.slug == slug || String($0.id) == slug }
        case .integer(let id): image = images.first { $0.id == id }
        default: image = nil
        }
        guard let image else { throw .unprocessable("You specified an invalid image for Droplet creation.") }
        return image
    }

    private static func features(_ fields: CallFields) throws(CloudRefusal) -> Set<String> {
        var features: Set<String> = ["private_networking"]
        let backups = try fields.bool("backups", default: false)
        if backups { features.insert("backups") }
        if try fields.bool("monitoring", default: false) { features.insert("monitoring") }
        let ipv6 = try fields.bool("ipv6", default: false)
        if ipv6 { features.insert("ipv6") }
        if try fields.bool("with_droplet_agent", default: false) { features.insert("droplet_agent") }
        _ = try fields.bool("private_networking", default: true)
        guard try fields.bool("public_networking", default: true) || !ipv6 else {
            throw .unprocessable("ipv6 cannot be enabled without public_networking.")
        }
        _ = try fields.array("volumes")
        if let policy = fields.value("backup_policy") {
            guard backups else { throw .unprocessable("backup_policy needs backups to be enabled.") }
            try checkBackupPolicy(try CallFields(policy))
        }
        return features
    }

    private static func checkBackupPolicy(_ policy: CallFields) throws(CloudRefusal) {
        guard backupPlans.contains(try policy.string("plan")) else { throw .unprocessable("The plan is not valid.") }
        if let weekday = try policy.optionalString("weekday"), !weekdays.contains(weekday) {
            throw .unprocessable("The weekday is not valid.")
        }
        if let hour = try policy.optionalInteger("hour"), ![0, 4, 8, 12, 16, 20].contains(hour) {
            throw .unprocessable("The hour is not valid.")
        }
    }

    private static func vpc(_ fields: CallFields, _ region: Region, _ vpcs: [VPC]) throws(CloudRefusal) -> String {
        guard let asked = try fields.optionalString("vpc_uuid") else {
            guard let found = vpcs.first(where: { $0.region == region.slug && $0.isDefault }) else {
                throw .serverError
            }
            return found.id
        }
        guard vpcs.contains(where: { $0.id == asked && $0.region == region.slug }) else {
            throw .unprocessable("The VPC does not exist in the selected region.")
        }
        return asked
    }

    /// The real API answered 202 to characters beyond the basic plane and the droplet vanished. Refusing them, and
    /// everything that is not ASCII, reveals the mistake where it was made.
    private static func userData(_ fields: CallFields) throws(CloudRefusal) -> String {
        let text = try fields.optionalString("user_data") ?? ""
        guard text.utf8.count <= largestUserData else {
            throw .unprocessable("User data is too large, at most 64 KiB.")
        }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .unprocessable("User data must be ASCII.") }
        return text
    }

    private static func keys(_ fields: CallFields, _ keys: [SSHKey]) throws(CloudRefusal) -> [String] {
        var found: [String] = []
        for element in try fields.array("ssh_keys") {
            let key: SSHKey?
            let name: String
            switch element {
            case .integer(let id): (key, name) = (keys.first { $0.id == id }, String(id))
            case .string(let text):
                (key, name) = (keys.first { $0.fingerprint == text || String($0.id) == text }, text)
            default: throw .unprocessable("ssh_keys must hold ids or fingerprints.")
            }
            guard let key else {
                throw .unprocessable("\(name) are invalid key identifiers for Droplet creation.")
            }
            found.append(key.publicKey)
        }
        return found
    }
}
