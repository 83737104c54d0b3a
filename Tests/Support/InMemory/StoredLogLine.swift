internal import Orchestrator
package import Workspaces

/// A line of a workspace's log, as seen by a reader.
package struct StoredLogLine: Hashable, Sendable {
    /// Its number within the workspace, from 1.
    package var number: Int
    /// When it was written, by the store's clock.
    package var at: Timestamp
    /// The message.
    package var line: LogLine

    package init(number: Int, at: Timestamp, line: LogLine) {
        self.number = number
        self.at = at
        self.line = line
    }
}
