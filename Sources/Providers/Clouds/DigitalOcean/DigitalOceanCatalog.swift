/// What the account can order.
struct DigitalOceanCatalog: Sendable {
    let sizes: [DigitalOceanAPI.Size]
    let regions: [DigitalOceanAPI.Region]
}
