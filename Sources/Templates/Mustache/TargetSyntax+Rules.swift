extension TargetSyntax {
    /// PostgreSQL truncates a longer identifier without an error (NAMEDATALEN - 1).
    private static let maximumIdentifierLength = 63
    /// nginx reads its configuration through a buffer of 4096 bytes, and a parameter with its quotes must fit.
    private static let maximumNginxLength = 4000

    static func plain(_ value: String) throws(EscapingError) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._/:@+-".utf8.contains(byte)
            }
        }
        guard isPlain, !value.isEmpty else {
            throw EscapingError(reason: "is empty or contains a character that would need quoting here")
        }
        return value
    }

    static func unit(_ value: String) throws(EscapingError) -> String {
        guard !value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw EscapingError(
                reason: "contains a line break or control character, which a unit's setting cannot contain"
            )
        }
        guard !value.isEmpty, value.first != " ", value.last != " ", value.last != "\\" else {
            throw EscapingError(
                reason: "is empty, or begins or ends with a space or a backslash, which a unit's setting would lose"
            )
        }
        return escaped(value) { $0 == "%" ? "%%" : nil }
    }

    static func unitArgument(_ value: String) -> String {
        let body = escaped(value) { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "%": "%%"
            case "$": "$$"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: scalar.value < 0x20 || scalar.value == 0x7F ? "\\x" + hex(scalar.value, width: 2) : nil
            }
        }
        return "\"\(body)\""
    }

    static func nginx(_ value: String) throws(EscapingError) -> String {
        guard !value.unicodeScalars.contains("$") else {
            throw EscapingError(reason: "contains a '$', which nginx treats as a variable and which cannot be escaped")
        }
        guard value.utf8.count <= maximumNginxLength else {
            throw EscapingError(reason: "is longer than nginx allows")
        }
        let body = escaped(value) { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: nil
            }
        }
        return "\"\(body)\""
    }

    static func yaml(_ value: String) -> String {
        let body = escaped(value) { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default:
                // Control characters, other line breaks, the byte order mark and non-characters must be escaped.
                switch scalar.value {
                case 0..<0x20, 0x7F..<0xA0: "\\x" + hex(scalar.value, width: 2)
                case 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: "\\u" + hex(scalar.value, width: 4)
                default: nil
                }
            }
        }
        return "\"\(body)\""
    }

    static func sqlLiteral(_ value: String) -> String {
        let body = escaped(value) { $0 == "'" ? "''" : $0 == "\\" ? "\\\\" : nil }
        // Without the E the meaning of a backslash depends on a setting of the server.
        return value.unicodeScalars.contains("\\") ? "E'\(body)'" : "'\(body)'"
    }

    static func sqlIdentifier(_ value: String) throws(EscapingError) -> String {
        guard !value.isEmpty, value.utf8.count <= maximumIdentifierLength else {
            throw EscapingError(
                reason: "is empty or longer than \(maximumIdentifierLength) bytes, which an identifier cannot be"
            )
        }
        return "\"\(escaped(value) { $0 == "\"" ? "\"\"" : nil })\""
    }

    static func redis(_ value: String) -> String {
        let body = escaped(value) { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: scalar.value < 0x20 || scalar.value == 0x7F ? "\\x" + hex(scalar.value, width: 2) : nil
            }
        }
        return "\"\(body)\""
    }

    static func url(_ value: String) -> String {
        value.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + hex(UInt32(byte), width: 2).uppercased()
            }
        }
    }

    static func quoted(_ value: String, escaping special: Set<Unicode.Scalar>) -> String {
        "\"\(escaped(value) { special.contains($0) ? "\\\($0)" : nil })\""
    }

    private static func escaped(_ value: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            if let text = replacement(scalar) {
                result.append(contentsOf: text.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func hex(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
