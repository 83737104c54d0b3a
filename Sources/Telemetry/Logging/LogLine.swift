internal import FoundationEssentials
internal import Logging

/// The format of a log line.
package enum LogFormat: Sendable {
    /// One JSON object, for programs.
    ///
    /// Members: `time` (UTC, milliseconds), `level`, `label`, `message`, and `error` and `metadata` if there are any.
    case json
    /// A line of text, for people.
    ///
    /// `2026-11-21T08:15:00.250Z info  engine: Operation claimed. operation.id=7 workspace.id=ws7x2k4`
    case text
}

/// One log event with all its data, redacted and bounded: the input of a format.
struct LogRecord: Sendable {
    /// The longest text of a message or value in bytes, because a remote program's output must not fill the disk.
    static let maximumTextLength = 8192

    let time: Date
    let level: Logger.Level
    let label: String
    let message: String
    let error: String?
    /// By key, in the order of the keys.
    let metadata: [(key: String, value: Value)]

    /// A metadata value, redacted.
    indirect enum Value: Sendable {
        case text(String)
        case list([Value])
        case object([(key: String, value: Value)])
    }

    /// Merges the metadata of the handler, its provider and the event; the event takes precedence.
    init(event: LogEvent, label: String, handler: LogHandlerState) {
        let redactor = handler.redactor
        var metadata = handler.metadata
        for extra in [handler.metadataProvider?.get(), event.metadata] {
            metadata.merge(extra ?? [:]) { _, new in new }
        }
        self.time = handler.now()
        self.level = event.level
        self.label = label
        self.message = Self.bounded(redactor.redact(event.message.description))
        self.error = event.error.map { Self.bounded(redactor.redact(String(describing: $0))) }
        self.metadata = Self.object(metadata, redactor: redactor)
    }

    /// The time in UTC to the millisecond, e.g. `2026-11-21T08:15:00.250Z`.
    var timestamp: String { time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

    private static func object(_ metadata: Logger.Metadata, redactor: LogRedactor) -> [(key: String, value: Value)] {
        metadata.sorted { $0.key < $1.key }.map { key, value in
            (key, redactor.hides(key: key) ? .text(LogRedactor.replacement) : Self.value(value, redactor: redactor))
        }
    }

    private static func value(_ value: Logger.MetadataValue, redactor: LogRedactor) -> Value {
        switch value {
        case .string(let text): .text(bounded(redactor.redact(text)))
        case .stringConvertible(let value): .text(bounded(redactor.redact(value.description)))
        case .array(let values): .list(values.map { Self.value($0, redactor: redactor) })
        case .dictionary(let values): .object(object(values, redactor: redactor))
        }
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > maximumTextLength else { return text }
        return String(decoding: text.utf8.prefix(maximumTextLength), as: UTF8.self) + "… (\(text.utf8.count) bytes)"
    }
}

/// Log events as JSON objects.
enum JSONLogLine {
    static func text(of record: LogRecord) -> String {
        var members = [
            ("time", JSONText.string(record.timestamp)), ("level", JSONText.string(record.level.rawValue)),
            ("label", JSONText.string(record.label)), ("message", JSONText.string(record.message)),
        ]
        if let error = record.error { members.append(("error", JSONText.string(error))) }
        if !record.metadata.isEmpty {
            members.append(("metadata", JSONText.object(record.metadata.map { ($0.key, JSONText.value($0.value)) })))
        }
        return JSONText.object(members)
    }
}

/// Log events as lines of text.
enum TextLogLine {
    /// The length of the longest common level name, so that messages are aligned.
    private static let levelWidth = 7

    static func text(of record: LogRecord) -> String {
        let level = record.level.rawValue
        let padding = String(repeating: " ", count: max(0, levelWidth - level.count))
        var line = "\(record.timestamp) \(level)\(padding) \(record.label): \(escaped(record.message))"
        if let error = record.error { line += " error=\(quoted(error))" }
        for (key, value) in record.metadata { line += " \(key)=\(text(value))" }
        return line
    }

    private static func text(_ value: LogRecord.Value) -> String {
        switch value {
        case .text(let text): quoted(text)
        case .list, .object: JSONText.value(value)
        }
    }

    /// A value is quoted if it would be ambiguous otherwise.
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
