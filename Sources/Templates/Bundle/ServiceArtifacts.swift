/// The programs that no package provides; nil where the host's image carries the program.
package struct ServiceArtifacts: Hashable, Codable, Sendable {
    /// Qdrant.
    package var qdrant: ServiceArtifact?
    /// Neo4j.
    package var neo4j: ServiceArtifact?

    package init(qdrant: ServiceArtifact? = nil, neo4j: ServiceArtifact? = nil) {
        self.qdrant = qdrant
        self.neo4j = neo4j
    }
}
