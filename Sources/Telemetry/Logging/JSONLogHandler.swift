public import FoundationEssentials
public import Logging

/// Writes each log event as one JSON object on one line, for programs.
///
/// Members: `time` (UTC, milliseconds), `level`, `label`, `message`, `error` and `metadata` when there is any.
public struct JSONLogHandler: LogHandler {
    private var state: LogHandlerState

    /// - Parameters:
    ///   - label: the logger's label.
    ///   - level: the lowest level that is written.
    ///   - output: where lines go.
    ///   - redactor: what is taken out of them.
    ///   - now: the clock of the lines.
    public init(
        label: String,
        level: Logger.Level = .info,
        output: LogOutput = .standardError,
        redactor: LogRedactor = LogRedactor(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.state = LogHandlerState(label: label, output: output, redactor: redactor, now: now, logLevel: level)
    }

    /// The lowest level that is written.
    public var logLevel: Logger.Level {
        get { state.logLevel }
        set { state.logLevel = newValue }
    }

    /// What is written with every line.
    public var metadata: Logger.Metadata {
        get { state.metadata }
        set { state.metadata = newValue }
    }

    /// What is asked for metadata at every line.
    public var metadataProvider: Logger.MetadataProvider? {
        get { state.metadataProvider }
        set { state.metadataProvider = newValue }
    }

    /// One key of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { state.metadata[key] }
        set { state.metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        let record = LogRecord(event: event, label: state.label, handler: state)
        var members = [
            ("time", JSONText.string(record.timestamp)), ("level", JSONText.string(record.level.rawValue)),
            ("label", JSONText.string(record.label)), ("message", JSONText.string(record.message)),
        ]
        if let error = record.error { members.append(("error", JSONText.string(error))) }
        if !record.metadata.isEmpty {
            members.append(("metadata", JSONText.object(record.metadata.map { ($0.key, JSONText.value($0.value)) })))
        }
        state.output(JSONText.object(members) + "\n")
    }
}
