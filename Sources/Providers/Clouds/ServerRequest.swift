package import Workspaces

/// What a workspace needs of a server, before a size is chosen.
package struct ServerRequest: Hashable, Codable, Sendable {
    /// Processors, memory and disk at least.
    package var resources: Resources
    /// The region's slug.
    package var region: String

    package init(resources: Resources, region: String) {
        self.resources = resources
        self.region = region
    }
}
