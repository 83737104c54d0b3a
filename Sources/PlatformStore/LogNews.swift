public import WorkspaceModel

/// What is new in one workspace.
public struct LogNews: Sendable {
    /// The workspace.
    public var workspace: WorkspaceNumber
    /// Where it stood before the rows were read; nil when it is gone.
    public var state: LogState?
    /// The rows, oldest first.
    public var rows: [LogRecord]

    /// Names each field.
    public init(workspace: WorkspaceNumber, state: LogState?, rows: [LogRecord]) {
        self.workspace = workspace
        self.state = state
        self.rows = rows
    }
}
