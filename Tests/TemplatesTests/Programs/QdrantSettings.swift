/// The part of Qdrant's configuration that a test reads.
struct QdrantSettings: Decodable {
    struct Service: Decodable {
        let host: String
        let httpPort: Int
        let grpcPort: Int
        let apiKey: String

        private enum CodingKeys: String, CodingKey {
            case host
            case httpPort = "http_port"
            case grpcPort = "grpc_port"
            case apiKey = "api_key"
        }
    }

    let service: Service
}
