/// What is new in one workspace.
package struct LogNews: Sendable {
    /// The workspace.
    package var workspace: WorkspaceNumber
    /// Where it stood before the rows were read; nil when it is gone.
    package var state: LogState?
    /// The rows, oldest first.
    package var rows: [LogRow]

    package init(workspace: WorkspaceNumber, state: LogState?, rows: [LogRow]) {
        self.workspace = workspace
        self.state = state
        self.rows = rows
    }
}
