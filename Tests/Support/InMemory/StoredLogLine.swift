internal import Orchestrator
package import Workspaces

/// A line of a workspace's log as a reader finds it.
package struct StoredLogLine: Hashable, Sendable {
    /// Its number within the workspace, from 1.
    package var number: Int
    /// When it was written, by the store's clock.
    package var at: Timestamp
    /// What it says.
    package var line: LogLine

    package init(number: Int, at: Timestamp, line: LogLine) {
        self.number = number
        self.at = at
        self.line = line
    }
}
