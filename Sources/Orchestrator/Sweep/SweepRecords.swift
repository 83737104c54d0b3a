package import Workspaces

/// What our records say of everything that a sweep may meet. Read after the outside was looked at: whatever was there
/// to be seen had been written down before it was made.
package struct SweepRecords: Hashable, Sendable {
    /// A server that was intended at some time.
    package struct Server: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// The workspace that it was for.
        package var workspaceID: String
        /// The id of the one that the workspace uses; nil while none is known.
        package var usedID: String?
        /// Whether an operation works on the workspace, which then sees to all servers of the name.
        package var isWorkedOn: Bool
        /// Whether the workspace lives on the server.
        package var isUsed: Bool

        package init(name: String, workspaceID: String, usedID: String?, isWorkedOn: Bool, isUsed: Bool) {
            self.name = name
            self.workspaceID = workspaceID
            self.usedID = usedID
            self.isWorkedOn = isWorkedOn
            self.isUsed = isUsed
        }
    }

    /// By name.
    package var servers: [String: Server]
    /// The bare-metal hosts that can be asked.
    package var hosts: [HostID]
    /// The workspaces that have a place, or an operation under way, by name: where they may be found.
    package var livePlaces: [String: Set<HostID>]
    /// The workspaces that were ever taken up, by name.
    package var knownWorkspaces: Set<String>

    package init(
        servers: [String: Server],
        hosts: [HostID],
        livePlaces: [String: Set<HostID>],
        knownWorkspaces: Set<String>
    ) {
        self.servers = servers
        self.hosts = hosts
        self.livePlaces = livePlaces
        self.knownWorkspaces = knownWorkspaces
    }
}
