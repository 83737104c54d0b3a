public import FoundationEssentials
public import Logging

/// Writes each log event as one line of text, for people.
///
/// `2026-11-21T08:15:00.250Z info  engine: Operation claimed. operation.id=7 workspace.id=ws7x2k4`
public struct TextLogHandler: LogHandler {
    /// The length of the longest level's name that is common, so that messages stand below each other.
    private static let levelWidth = 7

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
        let level = record.level.rawValue
        let padding = String(repeating: " ", count: max(0, Self.levelWidth - level.count))
        var line = "\(record.timestamp) \(level)\(padding) \(record.label): \(Self.escaped(record.message))"
        if let error = record.error { line += " error=\(Self.quoted(error))" }
        for (key, value) in record.metadata { line += " \(key)=\(Self.text(value))" }
        state.output(line + "\n")
    }

    private static func text(_ value: LogRecord.Value) -> String {
        switch value {
        case .text(let text): quoted(text)
        case .list, .object: JSONText.value(value)
        }
    }

    /// A value is quoted when it would not be told from its surroundings.
    private static func quoted(_ text: String) -> String {
        let isWord =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && scalar.value < 0x7F && scalar != "\"" && scalar != "=" && scalar != "\\"
            }
        return isWord ? text : JSONText.string(text)
    }

    /// A message keeps its spaces and quotes, but cannot begin a second line or move the cursor.
    private static func escaped(_ text: String) -> String {
        let isClean = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
        return isClean ? text : String(JSONText.string(text).dropFirst().dropLast())
    }
}
