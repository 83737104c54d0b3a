public import WorkspaceModel

/// What `moorage workspace create` asks for.
public struct WorkspaceCreation: Sendable {
    /// Any text of at most 100 characters.
    public var name: String
    /// The owner's e-mail.
    public var ownerEmail: String
    /// `cloud` or `bare_metal`.
    public var deploymentType: String
    /// A region's slug; empty for the default.
    public var region: String
    /// What it needs of a machine.
    public var resources: Resources

    /// Names each field.
    public init(name: String, ownerEmail: String, deploymentType: String, region: String, resources: Resources) {
        self.name = name
        self.ownerEmail = ownerEmail
        self.deploymentType = deploymentType
        self.region = region
        self.resources = resources
    }
}
