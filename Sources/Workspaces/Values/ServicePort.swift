/// The services of a workspace that own a port of its block, by the names of the contract (section 2).
package enum ServicePort: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    /// The application server.
    case daphne
    /// The cache and Celery's broker.
    case redis
    /// Qdrant's HTTP API.
    case qdrantHTTP = "qdrant_http"
    /// Qdrant's gRPC API.
    case qdrantGRPC = "qdrant_grpc"
    /// Neo4j's Bolt protocol.
    case neo4j
}
