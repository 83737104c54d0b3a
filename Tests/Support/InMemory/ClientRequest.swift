package import Workspaces

/// What a client asks for of a workspace that has a row.
package enum ClientRequest: String, Hashable, Sendable, CaseIterable {
    /// Build it, again if it failed or was taken down.
    case provision
    /// Bring it back to what was installed.
    case repair
    /// Take it down.
    case decommission
    /// The row is deleted: take down what exists.
    case delete
    /// Stop what is under way.
    case cancel

    /// The same, as the desk knows it.
    package init(_ request: WorkspaceRequest) {
        self =
            switch request {
            case .operation(.provision): .provision
            case .operation(.repair): .repair
            case .operation(.decommission): .decommission
            case .cancel: .cancel
            }
    }

    /// What the desk is asked.
    package var wanted: WorkspaceRequest {
        switch self {
        case .provision: .operation(.provision)
        case .repair: .operation(.repair)
        case .decommission, .delete: .operation(.decommission)
        case .cancel: .cancel
        }
    }
}
