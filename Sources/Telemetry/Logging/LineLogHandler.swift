package import FoundationEssentials
package import Logging

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
