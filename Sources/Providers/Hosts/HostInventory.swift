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

/// One page of `moorage-host inventory`, checked: workspaces in the order of their names, behind the name that was
/// asked for.
struct HostInventoryPage {
    /// What one line says: a workspace, or the end of the page.
    struct Line: Decodable {
        var workspace: WorkspaceID?
        var parts: [String]?
        var runs: Int?
        var activeRuns: [String]?
        var ageSeconds: Int?
        var idleSeconds: Int?
        var end: Bool?
        var next: String?
        var runsWithoutWorkspace: [String]?
        var host: HostReport.Answer?

        private enum CodingKeys: String, CodingKey {
            case workspace, parts, runs, end, next, host
            case activeRuns = "active_runs"
            case ageSeconds = "age_seconds"
            case idleSeconds = "idle_seconds"
            case runsWithoutWorkspace = "runs_without_workspace"
        }
    }

    /// A workspace leaves nine kinds of things.
    private static let maximumParts = 16
    private static let maximumPartLength = 32
    /// What the program lists at most.
    private static let maximumRuns = 20
    /// A run's name is not longer.
    private static let maximumRunLength = 100

    let workspaces: [HostInventory.Workspace]
    /// The name to ask for the next page with; nil at the end.
    let next: WorkspaceID?
    let runsWithoutWorkspace: [String]
    let host: HostReport

    /// Nil when the lines are not a page: no end, names out of order, or a next page that does not lead on.
    init?(_ lines: [Line], after: WorkspaceID?) {
        guard let end = lines.last, end.end == true, let host = end.host, let next = end.next else { return nil }
        var workspaces: [HostInventory.Workspace] = []
        var last = after?.rawValue ?? ""
        for line in lines.dropLast() {
            guard let workspace = Self.workspace(line), last < workspace.id.rawValue else { return nil }
            last = workspace.id.rawValue
            workspaces.append(workspace)
        }
        guard next.isEmpty || (next == workspaces.last?.id.rawValue) else { return nil }
        self.workspaces = workspaces
        self.next = WorkspaceID(next)
        runsWithoutWorkspace = (end.runsWithoutWorkspace ?? []).prefix(Self.maximumRuns).map {
            HostText.clean($0, limit: Self.maximumRunLength)
        }
        self.host = HostReport(host)
    }

    private static func workspace(_ line: Line) -> HostInventory.Workspace? {
        guard let id = line.workspace, let parts = line.parts, let age = line.ageSeconds, let idle = line.idleSeconds
        else { return nil }
        return HostInventory.Workspace(
            id: id,
            parts: parts.prefix(maximumParts).map { HostText.clean($0, limit: maximumPartLength) },
            runs: max(line.runs ?? 0, 0),
            activeRuns: line.activeRuns?.count ?? 0,
            ageSeconds: max(age, 0),
            idleSeconds: max(idle, 0)
        )
    }
}
