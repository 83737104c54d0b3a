import Orchestrator
import Workspaces

extension InMemoryTables {
    /// Appends lines; those of one workspace have strictly increasing times.
    mutating func append(_ lines: [LogLine], to number: WorkspaceNumber, at now: Timestamp) {
        guard !lines.isEmpty, var workspace = workspaces.removeValue(forKey: number) else { return }
        var at = max(now, workspace.lastLogAt + .microseconds(1))
        for line in lines {
            workspace.log.append(StoredLogLine(number: workspace.log.count + 1, at: at, line: line))
            workspace.lastLogAt = at
            at = at + .microseconds(1)
        }
        workspaces[number] = workspace
    }
}
