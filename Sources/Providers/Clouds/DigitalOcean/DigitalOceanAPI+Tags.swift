extension DigitalOceanAPI {
    /// What tags something.
    struct TagResources: Encodable {
        struct Resource: Encodable {
            /// A text, though droplets have numbers.
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
