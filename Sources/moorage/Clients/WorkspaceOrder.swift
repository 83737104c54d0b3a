import Workspaces

/// What `moorage workspace create` asks for.
struct WorkspaceOrder: Sendable {
    let name: String
    /// The owner's e-mail; over the API nil means the token's user.
    let ownerEmail: String?
    let type: DeploymentType
    /// A region's slug; empty for the default.
    let region: String
    let resources: Resources
}
