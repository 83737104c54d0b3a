public import Orchestrator
public import WorkspaceModel

/// A line of a workspace's log as a reader finds it.
public struct StoredLogLine: Hashable, Sendable {
    /// Its number within the workspace, from 1.
    public var number: Int
    /// When it was written, by the store's clock.
    public var at: Timestamp
    /// What it says.
    public var line: LogLine

    /// Names each field.
    public init(number: Int, at: Timestamp, line: LogLine) {
        self.number = number
        self.at = at
        self.line = line
    }
}
