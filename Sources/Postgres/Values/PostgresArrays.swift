/// A type whose arrays are values of Postgres.
///
/// `PostgresCodable` types get the default: a one-dimensional array in text form. `UInt8` differs: `[UInt8]` is
/// `bytea`.
package protocol PostgresArrayElement: Sendable {
    /// The array as a parameter.
    static func postgresParameter(ofArray elements: [Self]) throws(PostgresError) -> PostgresParameter

    /// Reads an array.
    static func postgresArray(_ field: PostgresField) throws(PostgresError) -> [Self]
}

extension PostgresArrayElement where Self: PostgresEncodable & PostgresDecodable {
    /// The array in Postgres' text form, each element quoted.
    package static func postgresParameter(ofArray elements: [Self]) throws(PostgresError) -> PostgresParameter {
        var literal = ArrayLiteral()
        for element in elements {
            literal.append(try element.postgresParameter())
        }
        return .text(literal.text)
    }

    /// Reads a one-dimensional array in Postgres' text form.
    package static func postgresArray(_ field: PostgresField) throws(PostgresError) -> [Self] {
        guard let elements = ArrayLiteral.elements(of: try field.text) else { throw field.mismatch([Self].self) }
        var array: [Self] = []
        array.reserveCapacity(elements.count)
        for element in elements {
            array.append(try Self(postgres: PostgresField(column: field.column, text: element)))
        }
        return array
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresEncodable & PostgresDecodable {}

extension UInt8: PostgresArrayElement {
    /// The bytes as a `bytea`.
    package static func postgresParameter(ofArray elements: [UInt8]) -> PostgresParameter { .bytes(elements) }

    /// Reads a `bytea`.
    package static func postgresArray(_ field: PostgresField) throws(PostgresError) -> [UInt8] {
        guard let bytes = HexadecimalBytes.decode(try field.text) else { throw field.mismatch([UInt8].self) }
        return bytes
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// The array as a parameter: `bytea` for `[UInt8]`, otherwise an array.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        try Element.postgresParameter(ofArray: self)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// Reads a `bytea` for `[UInt8]`, otherwise an array.
    package init(postgres field: PostgresField) throws(PostgresError) {
        self = try Element.postgresArray(field)
    }
}

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

    /// The elements of an array in text form, nil for NULL; nil if `text` is not an array or has more than one
    /// dimension.
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

/// Bytes as hexadecimal digits, as in the text form of `bytea`.
enum HexadecimalBytes {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a `bytea` in text form (`\x…`); nil if `text` does not have that form.
    static func decode(_ text: String) -> [UInt8]? {
        let source = text.utf8.dropFirst(2)
        guard text.hasPrefix("\\x"), source.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count / 2)
        var iterator = source.makeIterator()
        while let first = iterator.next(), let second = iterator.next() {
            guard let high = value(first), let low = value(second) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
