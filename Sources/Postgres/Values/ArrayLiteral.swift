/// Postgres' text form of a one-dimensional array: `{"a","b",NULL}`.
struct ArrayLiteral {
    private var parts: [String] = []

    var text: String { "{" + parts.joined(separator: ",") + "}" }

    mutating func append(_ element: PostgresParameter) {
        switch element {
        case .null: parts.append("NULL")
        case .text(let text): parts.append(Self.quoted(text))
        case .bytes(let bytes): parts.append(Self.quoted("\\x" + HexadecimalBytes.encode(bytes)))
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        quoted.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }

    /// The elements of an array in text form, nil for NULL; nil when `text` is none or has more than one dimension.
    static func elements(of text: String) -> [String?]? {
        var parser = Parser(bytes: Array(text.utf8))
        return parser.parse()
    }

    private struct Parser {
        let bytes: [UInt8]
        var index = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func parse() -> [String?]? {
            guard take(UInt8(ascii: "{")) else { return nil }
            if take(UInt8(ascii: "}")) { return index == bytes.count ? [] : nil }
            var elements: [String?] = []
            while true {
                guard let element = element() else { return nil }
                elements.append(element)
                if take(UInt8(ascii: ",")) { continue }
                guard take(UInt8(ascii: "}")), index == bytes.count else { return nil }
                return elements
            }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
            return true
        }

        private mutating func element() -> String?? {
            take(UInt8(ascii: "\"")) ? quotedElement() : bareElement()
        }

        private mutating func quotedElement() -> String?? {
            var content: [UInt8] = []
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard index < bytes.count else { return nil }
                    content.append(bytes[index])
                    index += 1
                default: content.append(byte)
                }
            }
            return nil
        }

        private mutating func bareElement() -> String?? {
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != UInt8(ascii: "}") {
                guard bytes[index] != UInt8(ascii: "{") else { return nil }
                index += 1
            }
            guard index > start else { return nil }
            let content = String(decoding: bytes[start..<index], as: UTF8.self)
            return .some(content == "NULL" ? nil : content)
        }
    }
}
