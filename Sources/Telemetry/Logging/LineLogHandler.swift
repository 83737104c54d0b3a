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
    ///   - format: what a line looks like.
    ///   - level: the lowest level that is written.
    ///   - output: where lines go.
    ///   - redactor: what is taken out of them.
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

    /// What is written with every line.
    package var metadata: Logger.Metadata {
        get { state.metadata }
        set { state.metadata = newValue }
    }

    /// What is asked for metadata at every line.
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

/// What both log handlers keep.
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

/// Where log lines go: one call per line, from any thread.
package struct LogOutput: Sendable {
    private let write: @Sendable (String) -> Void

    /// Hands each line, with its line break, to a closure.
    package init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Writes to standard error.
    ///
    /// One write per line under a lock, so that lines of two threads never mix. What cannot be written is dropped: a
    /// log that nobody reads must not stop the daemon.
    package static let standardError = LogOutput(to: FileHandle.standardError)

    /// Writes to a file handle.
    package init(to handle: FileHandle) {
        let lock = Mutex(())
        self.init { line in lock.withLock { _ in try? handle.write(contentsOf: Data(line.utf8)) } }
    }

    /// Writes a line.
    func callAsFunction(_ line: String) { write(line) }
}
