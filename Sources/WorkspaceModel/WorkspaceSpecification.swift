/// What a client asked for, checked: the request columns of a `workspaces` row.
public struct WorkspaceSpecification: Hashable, Codable, Sendable {
    /// The row's number.
    public var number: WorkspaceNumber
    /// The public name.
    public var id: WorkspaceID
    /// The name that its owner gave it: any text of at most 100 characters.
    public var name: String
    /// The owner's number in `meta_users`.
    public var owner: Int64
    /// Cloud or bare metal.
    public var deploymentType: DeploymentType
    /// A region slug such as `nyc3`; never empty, because the configured default was filled in.
    public var region: String
    /// What it needs of a machine.
    public var resources: Resources
    /// The subscription tier, e.g. `starter`.
    public var tier: String
    /// The optional parts.
    public var features: WorkspaceFeatures
    /// For how many hours a failed provision is left as it is; nil when it is removed at once.
    public var keepForDebuggingHours: Int?

    /// A week: whoever needs longer keeps a server, not a failure.
    public static let longestKeepHours = 168

    /// Names every field.
    public init(
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
