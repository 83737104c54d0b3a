package import Workspaces

/// What `moorage workspace create` asks for.
package struct WorkspaceCreation: Sendable {
    /// Any text of at most 100 characters.
    package var name: String
    /// The owner's e-mail.
    package var ownerEmail: String
    /// `cloud` or `bare_metal`.
    package var deploymentType: String
    /// A region's slug; empty for the default.
    package var region: String
    /// What it needs of a machine.
    package var resources: Resources

    package init(name: String, ownerEmail: String, deploymentType: String, region: String, resources: Resources) {
        self.name = name
        self.ownerEmail = ownerEmail
        self.deploymentType = deploymentType
        self.region = region
        self.resources = resources
    }
}
