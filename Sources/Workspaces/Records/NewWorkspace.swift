/// A new workspace, checked.
package struct NewWorkspace: Encodable, Sendable {
    /// Any text of at most 100 characters.
    package var name: String
    package var deploymentType: DeploymentType
    /// A region's slug; empty for the default.
    package var region: String
    /// Its requirements for a machine.
    package var resources: Resources
    /// The client's own settings.
    package var configuration: [String: JSONValue]

    package init(
        name: String,
        deploymentType: DeploymentType,
        region: String,
        resources: Resources,
        configuration: [String: JSONValue]
    ) {
        self.name = name
        self.deploymentType = deploymentType
        self.region = region
        self.resources = resources
        self.configuration = configuration
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case deploymentType = "deployment_type"
        case region
        case configuration = "config_data"
    }

    /// Writes the body of the API's request.
    package func encode(to encoder: any Encoder) throws {
        try resources.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(deploymentType, forKey: .deploymentType)
        try container.encode(region, forKey: .region)
        try container.encode(JSONValue.object(configuration), forKey: .configuration)
    }

    /// What identifies a repeated request.
    package struct Repetition: Sendable {
        /// The client's own key.
        package var key: String
        /// A digest of the request.
        package var digest: [UInt8]

        package init(key: String, digest: [UInt8]) {
            self.key = key
            self.digest = digest
        }
    }

    /// How it ended.
    package enum Outcome: Sendable {
        /// The row, which is the request, now exists.
        case made(Workspace)
        /// The same request was made before, with this result.
        case repeated(Workspace)
        /// The key was used for a different request, or its result is gone.
        case keyTaken
        /// The user has reached the limit.
        case limitReached(count: Int64, limit: Int64)
    }
}
