/// Which codes are listed.
package enum OneTimePasswordScope: Sendable {
    /// Those of one workspace.
    case workspace(WorkspaceNumber)
    /// Those of all workspaces of a user.
    case owner(Int64)
}
