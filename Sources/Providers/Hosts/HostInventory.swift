package import Workspaces

/// Everything of Moorage's on a host, as reported by the host.
package struct HostInventory: Hashable, Codable, Sendable {
    /// The remains of a workspace on a host.
    package struct Workspace: Hashable, Codable, Sendable {
        /// The workspace.
        package var id: WorkspaceID
        /// Its parts, e.g. `user`, `units`, `database`. Empty for a removed one: only the record of its lease epoch is
        /// left, on purpose.
        package var parts: [String]
        /// How many runs of it are recorded.
        package var runs: Int
        /// How many of them are active.
        package var activeRuns: Int
        /// The age of its first part, in seconds by the host's clock.
        package var ageSeconds: Int
        /// The time since the last epoch, bundle or run, in seconds by the host's clock.
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
    /// The names of runs without a workspace in their record; 20 at most.
    package var runsWithoutWorkspace: [String]
    /// Whether the host has more workspaces than requested.
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

/// One page of `moorage-host inventory`, checked: workspaces in the order of their names, after the requested name.
struct HostInventoryPage {
    /// The content of a line: a workspace, or the end of the page.
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

    /// A workspace can leave nine kinds of parts.
    private static let maximumParts = 16
    private static let maximumPartLength = 32
    /// The program's limit.
    private static let maximumRuns = 20
    /// The longest name of a run.
    private static let maximumRunLength = 100

    let workspaces: [HostInventory.Workspace]
    /// The name for requesting the next page; nil at the end.
    let next: WorkspaceID?
    let runsWithoutWorkspace: [String]
    let host: HostReport

    /// Nil if the lines are not a page: without an end, with names out of order, or with a next page that does not
    /// advance.
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
