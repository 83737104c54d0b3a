/// The optional parts of a workspace, read from `config_data.features`.
package struct WorkspaceFeatures: Hashable, Codable, Sendable {
    /// Whether Neo4j is installed (`features.neo4j`).
    package var neo4j: Bool

    /// Names each feature.
    package init(neo4j: Bool = false) { self.neo4j = neo4j }
}
