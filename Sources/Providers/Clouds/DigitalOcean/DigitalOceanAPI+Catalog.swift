extension DigitalOceanAPI {
    /// A droplet size.
    struct Size: Decodable, Sendable {
        let slug: String
        /// In MB.
        let memory: Int
        let vcpus: Int
        /// In GB.
        let disk: Int
        /// In US dollars.
        let priceMonthly: Double
        /// In US dollars.
        let priceHourly: Double
        let regions: [String]
        let available: Bool

        enum CodingKeys: String, CodingKey {
            case slug
            case memory
            case vcpus
            case disk
            case priceMonthly = "price_monthly"
            case priceHourly = "price_hourly"
            case regions
            case available
        }
    }

    /// A page of sizes.
    struct SizePage: DigitalOceanPage {
        let sizes: [Size]
        let links: DigitalOceanLinks?

        var items: [Size] { sizes }
    }

    /// A region.
    struct Region: Decodable, Sendable {
        let slug: String
        /// Whether new droplets can be created there.
        let available: Bool
    }

    /// A page of regions.
    struct RegionPage: DigitalOceanPage {
        let regions: [Region]
        let links: DigitalOceanLinks?

        var items: [Region] { regions }
    }

    /// An image.
    struct Image: Decodable, Sendable {
        let slug: String?
        /// Where droplets can be made from it; a snapshot is in its own region only until it is transferred.
        let regions: [String]?
        /// In GB.
        let minimumDisk: Int?
        /// `available`, or `deleted` and `retired` among others.
        let status: String?

        enum CodingKeys: String, CodingKey {
            case slug
            case regions
            case minimumDisk = "min_disk_size"
            case status
        }
    }

    /// `{"image": …}`.
    struct ImageReply: Decodable {
        let image: Image
    }

    /// A page of images.
    struct ImagePage: DigitalOceanPage {
        let images: [Image]
        let links: DigitalOceanLinks?

        var items: [Image] { images }
    }
}
