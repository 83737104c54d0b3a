/// A client's request, checked: the request columns of a `workspaces` row.
package struct WorkspaceSpecification: Hashable, Codable, Sendable {
    /// The row's number.
    package var number: WorkspaceNumber
    /// The public name.
    package var id: WorkspaceID
    /// The name that its owner gave it: any text of at most 100 characters.
    package var name: String
    /// The owner's number in `meta_users`.
    package var owner: Int64
    /// Cloud or bare metal.
    package var deploymentType: DeploymentType
    /// A region slug such as `nyc3`; never empty, because the configured default was filled in.
    package var region: String
    /// Its requirements for a machine.
    package var resources: Resources
    /// The subscription tier, e.g. `starter`.
    package var tier: String
    /// The optional parts.
    package var features: WorkspaceFeatures
    /// For how many hours a failed provision is kept; nil if it is removed immediately.
    package var keepForDebuggingHours: Int?

    /// A week: longer needs are for a server, not for a failure.
    package static let longestKeepHours = 168

    /// Sets every field.
    package init(
        number: WorkspaceNumber,
        id: WorkspaceID,
        name: String,
        owner: Int64,
        deploymentType: DeploymentType,
        region: String,
        resources: Resources,
        tier: String,
        features: WorkspaceFeatures,
        keepForDebuggingHours: Int? = nil
    ) {
        self.number = number
        self.id = id
        self.name = name
        self.owner = owner
        self.deploymentType = deploymentType
        self.region = region
        self.resources = resources
        self.tier = tier
        self.features = features
        self.keepForDebuggingHours = keepForDebuggingHours
    }
}
