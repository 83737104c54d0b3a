public import WorkspaceModel

/// What a workspace needs of a server, before a size is chosen.
public struct ServerRequest: Hashable, Codable, Sendable {
    /// Processors, memory and disk at least.
    public var resources: Resources
    /// The region's slug.
    public var region: String

    /// Names each field.
    public init(resources: Resources, region: String) {
        self.resources = resources
        self.region = region
    }
}
