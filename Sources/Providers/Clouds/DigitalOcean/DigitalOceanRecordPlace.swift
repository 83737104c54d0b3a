/// Where a DNS name lies in the account's zones.
struct DigitalOceanRecordPlace: Hashable, Sendable {
    /// The zone's name, as the API spells it.
    let zone: String
    /// The whole name, in lower case and without the final dot.
    let fullName: String
    /// The name within the zone; `@` for the zone itself.
    let relativeName: String

    /// The zone with the longest fitting name; nil when none fits.
    init?(name: String, zones: [String]) {
        var full = name.lowercased()
        if full.hasSuffix(".") { full.removeLast() }
        let fitting = zones.filter { zone in full == zone.lowercased() || full.hasSuffix("." + zone.lowercased()) }
        guard let zone = fitting.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        self.zone = zone
        fullName = full
        relativeName = full.utf8.count == zone.utf8.count ? "@" : String(full.dropLast(zone.count + 1))
    }
}
