extension DigitalOceanAPI {
    /// A firewall, in both directions.
    struct Firewall: Codable, Sendable {
        struct Target: Codable, Sendable {
            var addresses: [String]?
            var dropletIDs: [Int64]?
            var tags: [String]?
            var loadBalancers: [String]?
            var clusters: [String]?

            enum CodingKeys: String, CodingKey {
                case addresses
                case dropletIDs = "droplet_ids"
                case tags
                case loadBalancers = "load_balancer_uids"
                case clusters = "kubernetes_ids"
            }

            init(addresses: [String]) {
                self.addresses = addresses
            }

            /// Whether anything but addresses is allowed.
            var namesMoreThanAddresses: Bool {
                [dropletIDs?.count, tags?.count, loadBalancers?.count, clusters?.count].contains { ($0 ?? 0) > 0 }
            }
        }

        struct Rule: Codable, Sendable {
            /// `tcp`, `udp` or `icmp`.
            var transport: String
            /// A port, a range, or `0` for all.
            var ports: String?
            var sources: Target?
            var destinations: Target?

            enum CodingKeys: String, CodingKey {
                case transport = "protocol"
                case ports
                case sources
                case destinations
            }
        }

        /// Nil in requests.
        var id: String?
        var name: String
        /// Without any, no traffic comes in.
        var inboundRules: [Rule]?
        /// Without any, no traffic goes out, not even the first boot's package downloads.
        var outboundRules: [Rule]?
        var dropletIDs: [Int64]?
        var tags: [String]?
        /// `waiting`, `succeeded` or `failed`; nil in requests.
        var status: String?
        /// The droplets on which it is not in force yet; nil in requests.
        var pendingChanges: [PendingChange]?

        /// A droplet that a change has not reached yet.
        struct PendingChange: Codable, Sendable {
            var dropletID: Int64?

            enum CodingKeys: String, CodingKey {
                case dropletID = "droplet_id"
            }
        }

        /// Whether its last change is in force everywhere.
        var isInForce: Bool { (status ?? "succeeded") == "succeeded" && (pendingChanges ?? []).isEmpty }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case status
            case pendingChanges = "pending_changes"
            case inboundRules = "inbound_rules"
            case outboundRules = "outbound_rules"
            case dropletIDs = "droplet_ids"
            case tags
        }
    }

    /// `{"firewall": …}`.
    struct FirewallReply: Decodable {
        let firewall: Firewall
    }

    /// A page of firewalls.
    struct FirewallPage: DigitalOceanPage {
        let firewalls: [Firewall]
        let links: DigitalOceanLinks?

        var items: [Firewall] { firewalls }
    }
}

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

    /// A DNS record as read.
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

    /// A DNS record as written, always complete.
    struct DomainRecordContent: Encodable, Hashable {
        let type: String
        let name: String
        let data: String
        /// In seconds.
        let ttl: Int
    }
}
