public import WorkspaceModel

/// Everything on a host that bears our name, as the host says.
public struct HostInventory: Hashable, Codable, Sendable {
    /// What a workspace has left on a host.
    public struct Workspace: Hashable, Codable, Sendable {
        /// The workspace.
        public var id: WorkspaceID
        /// What is there of it, e.g. `user`, `units`, `database`. Empty for one that was removed: only the record of
        /// its lease epoch is left, and should be.
        public var parts: [String]
        /// How many runs of it are recorded.
        public var runs: Int
        /// How many of them work at this moment.
        public var activeRuns: Int
        /// How long ago the first part of it came, in seconds by the host's clock.
        public var ageSeconds: Int
        /// How long ago the last epoch, bundle or run came, in seconds by the host's clock.
        public var idleSeconds: Int

        /// Names each field.
        public init(
            id: WorkspaceID,
            parts: [String],
            runs: Int = 0,
            activeRuns: Int = 0,
            ageSeconds: Int,
            idleSeconds: Int
        ) {
            self.id = id
            self.parts = parts
            self.runs = runs
            self.activeRuns = activeRuns
            self.ageSeconds = ageSeconds
            self.idleSeconds = idleSeconds
        }
    }

    /// By name, each once.
    public var workspaces: [Workspace]
    /// The names of runs that no record gives to a workspace; 20 at most.
    public var runsWithoutWorkspace: [String]
    /// Whether the host has more workspaces than were asked for.
    public var isTruncated: Bool
    /// Which machine answered.
    public var host: HostReport

    /// Names each field.
    public init(
        workspaces: [Workspace],
        runsWithoutWorkspace: [String] = [],
        isTruncated: Bool = false,
        host: HostReport
    ) {
        self.workspaces = workspaces
        self.runsWithoutWorkspace = runsWithoutWorkspace
        self.isTruncated = isTruncated
        self.host = host
    }
}
