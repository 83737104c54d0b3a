public import WorkspaceModel

/// What our records say of everything that a sweep may meet. Read after the outside was looked at: whatever was there
/// to be seen had been written down before it was made.
public struct SweepRecords: Hashable, Sendable {
    /// A server that was intended at some time.
    public struct Server: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The workspace that it was for.
        public var workspaceID: String
        /// The id of the one that the workspace uses; nil while none is known.
        public var usedID: String?
        /// Whether an operation works on the workspace, which then sees to all servers of the name.
        public var isWorkedOn: Bool
        /// Whether the workspace lives on the server.
        public var isUsed: Bool

        /// Names each field.
        public init(name: String, workspaceID: String, usedID: String?, isWorkedOn: Bool, isUsed: Bool) {
            self.name = name
            self.workspaceID = workspaceID
            self.usedID = usedID
            self.isWorkedOn = isWorkedOn
            self.isUsed = isUsed
        }
    }

    /// By name.
    public var servers: [String: Server]
    /// The bare-metal hosts that can be asked.
    public var hosts: [HostID]
    /// The workspaces that have a place, or an operation under way, by name: where they may be found.
    public var livePlaces: [String: Set<HostID>]
    /// The workspaces that were ever taken up, by name.
    public var knownWorkspaces: Set<String>

    /// Names each field.
    public init(
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
