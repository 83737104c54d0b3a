import FoundationEssentials

extension DigitalOceanAPI {
    /// A droplet.
    struct Droplet: Decodable, Sendable {
        struct Networks: Decodable, Sendable {
            // The IPv6 netmask is a number and the IPv4 one a string; neither is needed. `type` shows which one is
            // public.
            struct Address: Decodable, Sendable {
                let address: String?
                let type: String?

                enum CodingKeys: String, CodingKey {
                    case address = "ip_address"
                    case type
                }
            }

            /// Empty, or absent, until addresses are assigned. A private one may come first.
            let v4: [Address]?
            let v6: [Address]?
        }

        let id: Int64
        let name: String
        /// `new`, `active`, `off` or `archive`.
        let status: String?
        let networks: Networks?
        let createdAt: String?
        /// Late: the API applies them after it has created the droplet.
        let tags: [String]?
        let size: Size?
        let sizeSlug: String?

        /// The part of a droplet's size that contains its price.
        struct Size: Decodable, Sendable {
            /// In US dollars.
            let priceHourly: Double?

            enum CodingKeys: String, CodingKey {
                case priceHourly = "price_hourly"
            }
        }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case status
            case networks
            case createdAt = "created_at"
            case tags
            case size
            case sizeSlug = "size_slug"
        }

        /// The general form for the rest of Moorage.
        var server: Server {
            Server(
                id: String(id),
                name: name,
                ipv4: Self.publicAddress(networks?.v4),
                ipv6: Self.publicAddress(networks?.v6),
                createdAt: createdAt.flatMap { try? Date($0, strategy: .iso8601) }?.timeIntervalSince1970 ?? 0
            )
        }

        private static func publicAddress(_ addresses: [Networks.Address]?) -> String? {
            addresses?.first { $0.type == "public" && !($0.address ?? "").isEmpty }?.address
        }
    }

    /// `{"droplet": …}`.
    struct DropletReply: Decodable {
        let droplet: Droplet
    }

    /// A page of droplets.
    struct DropletPage: DigitalOceanPage {
        let droplets: [Droplet]
        let links: DigitalOceanLinks?

        var items: [Droplet] { droplets }
    }

    /// The answer to a create call.
    struct DropletCreated: Decodable {
        struct Links: Decodable {
            struct ActionLink: Decodable {
                /// 64 bits: action numbers exceed 2^31.
                let id: Int64
                let rel: String?
            }

            let actions: [ActionLink]?
        }

        let droplet: Droplet
        let links: Links?

        var createAction: Int64? {
            let actions = links?.actions ?? []
            return (actions.first { $0.rel == "create" } ?? actions.first)?.id
        }
    }

    /// The body of a create call.
    struct DropletCreation: Encodable {
        /// A public image's slug or a snapshot's number.
        enum Image: Encodable {
            case slug(String)
            case number(Int64)

            init(_ text: String) {
                self = Int64(text).map { .number($0) } ?? .slug(text)
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .slug(let slug): try container.encode(slug)
                case .number(let number): try container.encode(number)
                }
            }
        }

        let name: String
        let region: String
        let size: String
        let image: Image
        /// Fingerprints; without any, DigitalOcean mails a root password that must be changed.
        let sshKeys: [String]
        let tags: [String]
        let userData: String
        let backups: Bool
        let ipv6: Bool
        let monitoring: Bool
        /// False: the agent opens an access that nobody needs.
        let withDropletAgent: Bool
        /// Omitted if nil; the region's default VPC is then used.
        let vpcUUID: String?

        enum CodingKeys: String, CodingKey {
            case name
            case region
            case size
            case image
            case sshKeys = "ssh_keys"
            case tags
            case userData = "user_data"
            case backups
            case ipv6
            case monitoring
            case withDropletAgent = "with_droplet_agent"
            case vpcUUID = "vpc_uuid"
        }
    }

    /// `{"action": …}`.
    struct ActionReply: Decodable {
        struct Action: Decodable {
            /// `in-progress`, `completed` or `errored`.
            let status: String
        }

        let action: Action
    }
}
