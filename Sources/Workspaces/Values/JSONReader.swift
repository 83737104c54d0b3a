/// Reads JSON (RFC 8259) byte by byte.
///
/// `JSONDecoder` finds the type of an unknown value by trying one type after the other and catching errors, which costs
/// more than everything else in a small request. Recursion is bounded by `deepest`.
struct JSONReader {
    typealias Failure = JSONFailure

    /// The number of digits that every double stores exactly, in any notation.
    private static let keptDigits = 17

    private let bytes: [UInt8]
    private let deepest: Int
    private let isStrict: Bool
    private var position = 0
    /// The member of the outermost object that is being read.
    private var member: String?
    /// The members of the outermost object with a number that is not stored exactly.
    private(set) var inexactMembers: Set<String> = []

    init(_ bytes: [UInt8], deepest: Int, isStrict: Bool) {
        self.bytes = bytes
        self.deepest = deepest
        self.isStrict = isStrict
    }

    /// The single value of the whole text.
    mutating func whole() throws(Failure) -> JSONValue {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure(.syntax) }
        return value
    }

    private func failure(_ reason: Failure.Reason) -> Failure {
        Failure(reason: reason, byte: position, member: member)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ word: StaticString) throws(Failure) {
        for character in word.description.utf8 {
            guard take(character) else { throw failure(.syntax) }
        }
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        guard depth <= deepest else { throw failure(.depth) }
        position += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure(.syntax) }
            let name = try string()
            if depth == 1 { member = name }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure(.syntax) }
            skipSpace()
            let value = try value(depth: depth)
            guard members.updateValue(value, forKey: name) == nil || !isStrict else {
                throw failure(.repeatedName(name))
            }
            skipSpace()
            if depth == 1 { member = nil }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure(.syntax) }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        guard depth <= deepest else { throw failure(.depth) }
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            skipSpace()
            elements.append(try value(depth: depth))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure(.syntax) }
        return .array(elements)
    }
}

extension JSONReader {
    /// A string, from its opening quote to after its closing one.
    private mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if take(UInt8(ascii: "\"")) { return String(decoding: bytes[start..<position - 1], as: UTF8.self) }
        var text = Array(bytes[start..<position])
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try appendEscaped(to: &text)
            case 0..<0x20: throw failure(.syntax)
            default: text.append(byte)
            }
        }
        throw failure(.syntax)
    }

    private mutating func appendEscaped(to text: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw failure(.syntax) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try scalar())).utf8)
        default: throw failure(.syntax)
        }
    }

    /// A scalar written as `\uXXXX`, or as two of them: half a surrogate pair is invalid.
    private mutating func scalar() throws(Failure) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure(.syntax)
        }
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((UInt32(first) - 0xD800) << 10) + (UInt32(second) - 0xDC00))
        else { throw failure(.syntax) }
        return scalar
    }

    private mutating func codeUnit() throws(Failure) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw failure(.syntax) }
            position += 1
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw failure(.syntax)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// A number; without a fraction it is an integer, in any notation, if 64 bits can store it.
    private mutating func number() throws(Failure) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw failure(.number) }
        if let member, !Self.isKept(text) { inexactMembers.insert(member) }
        return Int64(exactly: value).map(JSONValue.integer) ?? .double(value)
    }

    /// Whether a double stores a number exactly.
    private static func isKept(_ text: String) -> Bool {
        let digits = text.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber).drop { $0 == "0" }
        return digits.count - digits.reversed().prefix { $0 == "0" }.count <= keptDigits
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw failure(.syntax) }
    }
}

extension JSONValue {
    /// Reads a JSON text in UTF-8; nil if it is invalid, or nested deeper than `deepest` arrays and objects. If a name
    /// occurs twice in an object, the last one counts, as in jsonb.
    package init?(parsing bytes: [UInt8], deepest: Int) {
        var reader = JSONReader(bytes, deepest: deepest, isStrict: false)
        guard let value = try? reader.whole() else { return nil }
        self = value
    }

    /// Reads a JSON text in UTF-8 without duplicate names in objects, which programs interpret differently.
    ///
    /// - Returns: the value, and the members of its outermost object with a number that has more digits than a double
    ///   stores (RFC 8259, section 6).
    /// - Throws: ``JSONFailure``.
    package static func strict(
        _ bytes: [UInt8],
        deepest: Int
    ) throws(JSONFailure) -> (value: JSONValue, inexactMembers: Set<String>) {
        var reader = JSONReader(bytes, deepest: deepest, isStrict: true)
        return (try reader.whole(), reader.inexactMembers)
    }
}
