package import Workspaces

/// Asks for operations on workspaces, and refuses what would come to nothing. The API, the console and the commands on
/// the database all ask through it, and so all say the same.
///
/// All methods throw ``WorkspaceRefusal`` and `FrontStoreError`.
package struct WorkspaceRequests: Sendable {
    private let workspaces: any WorkspaceStore

    /// Asks this store.
    package init(workspaces: any WorkspaceStore) { self.workspaces = workspaces }

    /// Asks for a workspace again.
    ///
    /// - Parameter keepForDebuggingHours: for how long what was made stays if it fails again, 1 to
    ///   `WorkspaceSpecification.longestKeepHours`; nil for what its row says.
    package func provision(_ record: Workspace, keepForDebuggingHours: Int64? = nil) async throws {
        switch WorkspaceStatus(rawValue: record.status) {
        case .active:
            guard record.operation == nil, try await isServerGone(record) else {
                throw WorkspaceRefusal(
                    .conflict,
                    "The workspace is active; provision is for one that failed, was taken down, or whose droplet a drift "
                        + "check did not find."
                )
            }
        case .provisioning, .pendingRegistration:
            guard record.operation == nil else {
                throw WorkspaceRefusal(
                    .conflict,
                    "The workspace is \(record.status) already; why says what it waits for, and cancel stops it."
                )
            }
        // What is being removed is built again when that is done.
        case .compensating, .failed, .decommissioning, .decommissioned, nil: break
        }
        switch try await workspaces.provision(record.number, keepForDebuggingHours: keepForDebuggingHours) {
        case .asked: break
        case .limitReached(let count, let limit):
            throw WorkspaceRefusal(
                .limitReached,
                "Its owner has \(count) of at most \(limit) workspaces; delete one, or ask for a larger subscription."
            )
        }
    }

    /// A droplet that is gone cannot be repaired: the workspace is built anew.
    private func isServerGone(_ record: Workspace) async throws -> Bool {
        try await workspaces.explain(record.number).drift.contains { $0.kind == Drift.Kind.serverGone }
    }

    /// Asks for an active workspace to be made again as it was built.
    package func repair(_ record: Workspace) async throws {
        guard record.status == WorkspaceStatus.active.rawValue, record.operation == nil else {
            let what = record.operation.map { "operation \($0.id) (\($0.kind), step \($0.step)) is under way" }
            throw WorkspaceRefusal(
                .conflict,
                "Only an active workspace at rest can be repaired; \(what ?? "this one is \(record.status)")."
            )
        }
        guard try await workspaces.repair(record.number) else {
            throw WorkspaceRefusal(
                .conflict,
                "Moorage has built nothing for this workspace, so there is nothing to repair."
            )
        }
    }

    /// Asks what is under way to stop.
    package func cancel(_ record: Workspace) async throws {
        guard try await workspaces.cancel(record.number) else {
            throw WorkspaceRefusal(.conflict, "Nothing is under way that could be cancelled.")
        }
    }

    /// Asks for the teardown. What is taken down already is as was asked.
    package func decommission(_ record: Workspace) async throws {
        guard record.status != WorkspaceStatus.decommissioned.rawValue else { return }
        guard try await workspaces.decommission(record.number) else {
            throw WorkspaceRefusal(
                .conflict,
                "Moorage has built nothing for this workspace, so there is nothing to take down; remove its row if it is "
                    + "not wanted."
            )
        }
    }
}
