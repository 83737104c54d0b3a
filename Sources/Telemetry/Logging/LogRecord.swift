internal import FoundationEssentials
internal import Logging

/// One log event with everything that belongs to it, redacted and bounded: what a format writes.
struct LogRecord: Sendable {
    /// The longest text of a message or value in bytes: a remote program's output must not fill the disk.
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

    /// Merges what the handler, its provider and the event say; the event has the last word.
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
