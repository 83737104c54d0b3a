internal import Logging

/// Log events as lines of text.
enum TextLogLine {
    /// The length of the longest level's name that is common, so that messages stand below each other.
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
