/// What an operation does to its workspace.
package enum OperationKind: String, Codable, Sendable, CaseIterable {
    /// Builds the workspace and makes it answer.
    case provision
    /// Brings a live workspace back to what was installed. Its end never takes the workspace apart.
    case repair
    /// Removes the workspace and everything that exists because of it.
    case decommission
}
