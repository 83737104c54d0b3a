/// Where a workspace runs: the values of `workspaces.deployment_type`.
package enum DeploymentType: String, Codable, Sendable, CaseIterable {
    /// On a rented server of its own.
    case cloud
    /// On a registered machine, possibly with others.
    case bareMetal = "bare_metal"
}
