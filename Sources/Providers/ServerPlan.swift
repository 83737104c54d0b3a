/// The size, region and image that a server will have, and its price.
public struct ServerPlan: Hashable, Codable, Sendable {
    /// The size's slug, e.g. `s-2vcpu-4gb`.
    public var size: String
    /// The region's slug.
    public var region: String
    /// The image's slug, or the decimal id of a snapshot.
    public var image: String
    /// The price in US cents a month, backups included if they are on.
    public var monthlyCostCents: Int
    /// The price in millionths of a US dollar an hour.
    public var hourlyCostMicros: Int

    /// Names each field.
    public init(size: String, region: String, image: String, monthlyCostCents: Int, hourlyCostMicros: Int) {
        self.size = size
        self.region = region
        self.image = image
        self.monthlyCostCents = monthlyCostCents
        self.hourlyCostMicros = hourlyCostMicros
    }
}
