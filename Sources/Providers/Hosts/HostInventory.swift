package import Workspaces

/// Everything on a host that bears our name, as the host says.
package struct HostInventory: Hashable, Codable, Sendable {
    /// What a workspace has left on a host.
    package struct Workspace: Hashable, Codable, Sendable {
        /// The workspace.
        package var id: WorkspaceID
        /// What is there of it, e.g. `user`, `units`, `database`. Empty for one that was removed: only the record of
        /// its lease epoch is left, and should be.
        package var parts: [String]
        /// How many runs of it are recorded.
        package var runs: Int
        /// How many of them work at this moment.
        package var activeRuns: Int
        /// How long ago the first part of it came, in seconds by the host's clock.
        package var ageSeconds: Int
        /// How long ago the last epoch, bundle or run came, in seconds by the host's clock.
        package var idleSeconds: Int

        package init(
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
    package var workspaces: [Workspace]
    /// The names of runs that no record gives to a workspace; 20 at most.
    package var runsWithoutWorkspace: [String]
    /// Whether the host has more workspaces than were asked for.
    package var isTruncated: Bool
    /// Which machine answered.
    package var host: HostReport

    package init(
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
