/// The size, region and image that a server will have, and its price.
package struct ServerPlan: Hashable, Codable, Sendable {
    /// The size's slug, e.g. `s-2vcpu-4gb`.
    package var size: String
    /// The region's slug.
    package var region: String
    /// The image's slug, or the decimal id of a snapshot.
    package var image: String
    /// The price in US cents a month, backups included if they are on.
    package var monthlyCostCents: Int
    /// The price in millionths of a US dollar an hour.
    package var hourlyCostMicros: Int

    package init(size: String, region: String, image: String, monthlyCostCents: Int, hourlyCostMicros: Int) {
        self.size = size
        self.region = region
        self.image = image
        self.monthlyCostCents = monthlyCostCents
        self.hourlyCostMicros = hourlyCostMicros
    }
}
