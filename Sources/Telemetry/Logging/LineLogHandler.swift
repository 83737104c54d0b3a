package import Foundation
package import FoundationEssentials
package import Logging
internal import Synchronization

/// Writes each log event as one line.
package struct LineLogHandler: LogHandler {
    private let format: LogFormat
    private var state: LogHandlerState

    /// - Parameters:
    ///   - label: the logger's label.
    ///   - format: the format of a line.
    ///   - level: the lowest level that is written.
    ///   - output: the destination of lines.
    ///   - redactor: what is removed from them.
    ///   - now: the clock of the lines.
    package init(
        label: String,
        format: LogFormat,
        level: Logger.Level = .info,
        output: LogOutput = .standardError,
        redactor: LogRedactor = LogRedactor(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.format = format
        self.state = LogHandlerState(label: label, output: output, redactor: redactor, now: now, logLevel: level)
    }

    /// The lowest level that is written.
    package var logLevel: Logger.Level {
        get { state.logLevel }
        set { state.logLevel = newValue }
    }

    /// The metadata of every line.
    package var metadata: Logger.Metadata {
        get { state.metadata }
        set { state.metadata = newValue }
    }

    /// The source of additional metadata for every line.
    package var metadataProvider: Logger.MetadataProvider? {
        get { state.metadataProvider }
        set { state.metadataProvider = newValue }
    }

    /// One key of ``metadata``.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { state.metadata[key] }
        set { state.metadata[key] = newValue }
    }

    /// Writes one line.
    package func log(event: LogEvent) {
        let record = LogRecord(event: event, label: state.label, handler: state)
        switch format {
        case .json: state.output(JSONLogLine.text(of: record) + "\n")
        case .text: state.output(TextLogLine.text(of: record) + "\n")
        }
    }
}

/// The common state of both log handlers.
struct LogHandlerState: Sendable {
    let label: String
    let output: LogOutput
    let redactor: LogRedactor
    /// Injected, so that a test knows the time of a line.
    let now: @Sendable () -> Date
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
}

/// The destination of log lines: one call per line, from any thread.
package struct LogOutput: Sendable {
    private let write: @Sendable (String) -> Void

    /// Passes each line, with its line break, to a closure.
    package init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Writes to standard error.
    ///
    /// One write per line under a lock, so that lines of two threads never mix. Lines that cannot be written are
    /// dropped: a log that nobody reads must not stop the daemon.
    package static let standardError = LogOutput(to: FileHandle.standardError)

    /// Writes to a file handle.
    package init(to handle: FileHandle) {
        let lock = Mutex(())
        self.init { line in lock.withLock { _ in try? handle.write(contentsOf: Data(line.utf8)) } }
    }

    /// Writes a line.
    func callAsFunction(_ line: String) { write(line) }
}
