internal import HTTPTypes
internal import WorkspaceModel

/// Reads JSON as RFC 8259 has it and nothing beside: no comma before a closing bracket, and no name twice in one object,
/// because programs differ in which of the two they take.
struct JSONReader {
    private let bytes: [UInt8]
    private let deepest: Int
    private var position = 0

    private static let invalid = APIError(.badRequest, "The body is not valid JSON.")
    /// Of a name that is told back.
    private static let longestName = 50

    /// The value of a document that is valid UTF-8.
    ///
    /// - Throws: ``APIError`` 400.
    static func value(of bytes: [UInt8], deepest: Int) throws(APIError) -> JSONValue {
        var reader = JSONReader(bytes: bytes, deepest: deepest)
        let value = try reader.value(at: 0)
        guard reader.next() == nil else { throw invalid }
        return value
    }

    private init(bytes: [UInt8], deepest: Int) {
        self.bytes = bytes
        self.deepest = deepest
    }

    /// The next byte that is no white space; not taken.
    private mutating func next() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    /// Takes a byte if it is the next one.
    private mutating func take(_ byte: UInt8) -> Bool {
        guard next() == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(at depth: Int) throws(APIError) -> JSONValue {
        switch next() {
        case UInt8(ascii: "{"): return try object(at: depth + 1)
        case UInt8(ascii: "["): return try array(at: depth + 1)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private func check(_ depth: Int) throws(APIError) {
        guard depth <= deepest else {
            throw APIError(.badRequest, "The body is nested deeper than \(deepest) levels.")
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(APIError) -> JSONValue {
        for byte in text.description.utf8 {
            guard position < bytes.count, bytes[position] == byte else { throw Self.invalid }
            position += 1
        }
        return value
    }

    private mutating func array(at depth: Int) throws(APIError) -> JSONValue {
        try check(depth)
        position += 1
        var values: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(values) }
        repeat { values.append(try value(at: depth)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw Self.invalid }
        return .array(values)
    }

    private mutating func object(at depth: Int) throws(APIError) -> JSONValue {
        try check(depth)
        position += 1
        var members: [String: JSONValue] = [:]
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            guard next() == UInt8(ascii: "\"") else { throw Self.invalid }
            let name = try text()
            guard take(UInt8(ascii: ":")) else { throw Self.invalid }
            let value = try value(at: depth)
            guard members.updateValue(value, forKey: name) == nil else {
                throw APIError(.badRequest, "\(name.prefix(Self.longestName)) is given twice.")
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw Self.invalid }
        return .object(members)
    }
}

extension JSONReader {
    private mutating func text() throws(APIError) -> String {
        position += 1
        var scalars: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: scalars, as: UTF8.self)
            case UInt8(ascii: "\\"): scalars.append(contentsOf: String(Character(try escaped())).utf8)
            case 0..<0x20: throw Self.invalid
            default: scalars.append(byte)
            }
        }
        throw Self.invalid
    }

    private mutating func escaped() throws(APIError) -> UnicodeScalar {
        guard position < bytes.count else { throw Self.invalid }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UnicodeScalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default: throw Self.invalid
        }
    }

    /// A code unit, and behind the first half of a pair the second. A half alone stands for no character.
    private mutating func unicode() throws(APIError) -> UnicodeScalar {
        let first = try codeUnit()
        if let scalar = UnicodeScalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw Self.invalid }
        position += 2
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw Self.invalid }
        return scalar
    }

    private mutating func codeUnit() throws(APIError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw Self.invalid }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { throw Self.invalid }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }

    /// A whole number where it is one, however it is written.
    private mutating func number() throws(APIError) -> JSONValue {
        let start = position
        skip(UInt8(ascii: "-"))
        let isZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
        guard let count = skipDigits(), count == 1 || !isZero else { throw Self.invalid }
        if skip(UInt8(ascii: ".")) { guard skipDigits() != nil else { throw Self.invalid } }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
            guard skipDigits() != nil else { throw Self.invalid }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw Self.invalid }
        return Int64(exactly: number).map(JSONValue.integer) ?? .double(number)
    }

    @discardableResult
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// How many digits there were; nil when none.
    private mutating func skipDigits() -> Int? {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        return position > start ? position - start : nil
    }
}
