/// The programs that no package provides; nil where the host's image carries the program.
public struct ServiceArtifacts: Hashable, Codable, Sendable {
    /// Qdrant.
    public var qdrant: ServiceArtifact?
    /// Neo4j.
    public var neo4j: ServiceArtifact?

    /// Names both.
    public init(qdrant: ServiceArtifact? = nil, neo4j: ServiceArtifact? = nil) {
        self.qdrant = qdrant
        self.neo4j = neo4j
    }
}
