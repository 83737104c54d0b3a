internal import HTTPTypes
internal import NIOCore
internal import Workspaces

/// The fields of a submitted form (`application/x-www-form-urlencoded`), read with the same rules as a JSON body.
struct Form: Sendable {
    private let values: [String: String]

    init(_ values: [String: String] = [:]) { self.values = values }

    /// - Throws: ``APIError`` if the body is not valid UTF-8 or not encoded like a form.
    init(_ buffer: ByteBuffer) throws(APIError) {
        var values: [String: String] = [:]
        for pair in buffer.readableBytesView.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : []) else {
                throw APIError(.badRequest, "The form's encoding is not one that browsers use.")
            }
            values[name] = value
        }
        self.values = values
    }

    subscript(name: String) -> String { values[name] ?? "" }

    /// The input for the API's rules. An empty field of a form counts as absent.
    func fields(_ fields: [Field]) -> Fields {
        var members: [String: JSONValue] = [:]
        for field in fields {
            guard let value = values[field.name], !value.isEmpty else { continue }
            switch field.kind {
            case .integer: members[field.name] = Int64(value).map(JSONValue.integer) ?? .string(value)
            case .bool: members[field.name] = .bool(value == "on" || value == "true")
            default: members[field.name] = .string(value)
            }
        }
        return Fields(members: members)
    }

    /// A name or a value; nil if it is not valid UTF-8 or a `%` is not followed by two digits.
    static func decode(_ bytes: some Collection<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? { Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init) }
}
