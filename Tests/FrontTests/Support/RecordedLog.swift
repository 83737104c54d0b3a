import Logging
import Synchronization

/// Keeps what is logged.
final class RecordedLog: Sendable {
    /// One line.
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
            log.lines.withLock { $0.append(Line(level: event.level, message: "\(event.message)", metadata: all)) }
        }
    }

    private let lines = Mutex<[Line]>([])

    /// What was logged so far.
    var all: [Line] { lines.withLock { $0 } }

    /// Writes here, from the level info on, as the daemon does.
    var logger: Logger { Logger(label: "recorded") { _ in Handler(log: self) } }
}
