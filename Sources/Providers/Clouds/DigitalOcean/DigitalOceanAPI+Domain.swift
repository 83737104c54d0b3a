extension DigitalOceanAPI {
    /// A DNS zone.
    struct Domain: Decodable, Sendable {
        let name: String
    }

    /// A page of zones.
    struct DomainPage: DigitalOceanPage {
        let domains: [Domain]
        let links: DigitalOceanLinks?

        var items: [Domain] { domains }
    }

    /// A DNS record as it is read.
    struct DomainRecord: Decodable, Sendable {
        let id: Int64
        let type: String
        /// Relative to the zone; `@` for the zone itself.
        let name: String?
        let data: String?
        /// In seconds.
        let ttl: Int?
    }

    /// A page of records.
    struct DomainRecordPage: DigitalOceanPage {
        let records: [DomainRecord]
        let links: DigitalOceanLinks?

        var items: [DomainRecord] { records }

        enum CodingKeys: String, CodingKey {
            case records = "domain_records"
            case links
        }
    }

    /// A DNS record as it is written, always whole.
    struct DomainRecordContent: Encodable, Hashable {
        let type: String
        let name: String
        let data: String
        /// In seconds.
        let ttl: Int
    }
}
