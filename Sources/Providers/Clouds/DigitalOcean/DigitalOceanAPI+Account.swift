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

    /// What registers a public key.
    struct KeyCreation: Encodable {
        let name: String
        let publicKey: String

        enum CodingKeys: String, CodingKey {
            case name
            case publicKey = "public_key"
        }
    }

    /// What creates a tag.
    struct TagCreation: Encodable {
        let name: String
    }
}
