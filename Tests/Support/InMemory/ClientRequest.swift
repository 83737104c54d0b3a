package import Workspaces

/// A client's request for a workspace with a row.
package enum ClientRequest: String, Hashable, Sendable, CaseIterable {
    /// Build it, or build it again if it failed or was decommissioned.
    case provision
    /// Bring it back to what was installed.
    case repair
    /// Decommission it.
    case decommission
    /// The row was deleted: remove everything that exists.
    case delete
    /// Stop the operation in progress.
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

    /// The request that the desk decides.
    package var wanted: WorkspaceRequest {
        switch self {
        case .provision: .operation(.provision)
        case .repair: .operation(.repair)
        case .decommission, .delete: .operation(.decommission)
        case .cancel: .cancel
        }
    }
}
