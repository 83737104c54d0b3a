/// Writes JSON directly, because log lines are too frequent for a general encoder.
enum JSONText {
    /// A string with its quotes. Control characters are escaped, so that a line stays one line.
    static func string(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ isPlain($0) }) else { return "\"\(text)\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Whether a byte needs no escaping; nearly every text has only such bytes.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// An object in the given order.
    static func object(_ members: [(key: String, value: String)]) -> String {
        "{" + members.map { "\(string($0.key)):\($0.value)" }.joined(separator: ",") + "}"
    }

    /// A metadata value.
    static func value(_ value: LogRecord.Value) -> String {
        switch value {
        case .text(let text): string(text)
        case .list(let values): "[" + values.map(Self.value).joined(separator: ",") + "]"
        case .object(let members): object(members.map { ($0.key, Self.value($0.value)) })
        }
    }
}
