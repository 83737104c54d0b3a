import InMemoryLogging
import Logging

/// Records log lines.
struct RecordedLog: Sendable {
    /// One line.
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let handler = InMemoryLogHandler()

    /// What was logged so far.
    var all: [Line] {
        handler.entries.map { entry in
            Line(level: entry.level, message: "\(entry.message)", metadata: entry.metadata.mapValues { "\($0)" })
        }
    }

    /// Logs here, from level info on, like the daemon.
    var logger: Logger { Logger(label: "recorded") { _ in handler } }
}
