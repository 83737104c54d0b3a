public import WorkspaceModel

/// Which codes are listed.
public enum OneTimePasswordScope: Sendable {
    /// Those of one workspace.
    case workspace(WorkspaceNumber)
    /// Those of all workspaces of a user.
    case owner(Int64)
}
