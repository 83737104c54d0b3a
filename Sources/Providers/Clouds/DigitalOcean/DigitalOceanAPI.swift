import FoundationEssentials

/// The used types of DigitalOcean's API version 2. Fields without a name here are ignored, because new ones appear
/// often.
enum DigitalOceanAPI {}

/// A page of a collection.
protocol DigitalOceanPage: Decodable {
    associatedtype Item
    /// The page's items.
    var items: [Item] { get }
    /// The links to the other pages; `{}` or absent on a single page.
    var links: DigitalOceanLinks? { get }
}

/// The `links` of a collection.
struct DigitalOceanLinks: Decodable {
    private struct Pages: Decodable {
        let next: String?
    }

    private let pages: Pages?

    /// The number of the next page; nil on the last one.
    ///
    /// The link is absolute and names a different host behind a proxy, so only its page number is used.
    var nextPage: Int? {
        guard let next = pages?.next, let query = next.split(separator: "?", maxSplits: 1).dropFirst().first else {
            return nil
        }
        for pair in query.split(separator: "&") where pair.hasPrefix("page=") {
            return Int(pair.dropFirst("page=".count))
        }
        return nil
    }
}

extension DigitalOceanAPI {
    /// `{"account": …}`.
    struct AccountReply: Decodable {
        struct Account: Decodable {
            let dropletLimit: Int?
            let status: String?
            let statusMessage: String?

            enum CodingKeys: String, CodingKey {
                case dropletLimit = "droplet_limit"
                case status
                case statusMessage = "status_message"
            }
        }

        let account: Account
    }

    /// `{"ssh_key": …}`.
    struct KeyReply: Decodable {
        struct Key: Decodable {
            let fingerprint: String
        }

        let key: Key

        enum CodingKeys: String, CodingKey {
            case key = "ssh_key"
        }
    }

    /// The body that registers a public key.
    struct KeyCreation: Encodable {
        let name: String
        let publicKey: String

        enum CodingKeys: String, CodingKey {
            case name
            case publicKey = "public_key"
        }
    }

    /// The body that creates a tag.
    struct TagCreation: Encodable {
        let name: String
    }
}

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
        /// The regions where droplets can be created from it; a snapshot is only in its own region until it is
        /// transferred.
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

extension DigitalOceanAPI {
    /// The body that tags something.
    struct TagResources: Encodable {
        struct Resource: Encodable {
            /// A string, although droplets have numbers.
            let resourceID: String
            let resourceType: String

            enum CodingKeys: String, CodingKey {
                case resourceID = "resource_id"
                case resourceType = "resource_type"
            }
        }

        let resources: [Resource]
    }
}
