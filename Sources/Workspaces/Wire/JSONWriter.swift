/// Writes JSON (RFC 8259) in UTF-8, because Foundation's encoder takes several times as long.
package struct JSONWriter: Sendable {
    /// Most answers fit; longer ones grow by doubling.
    private static let usualSize = 1024
    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// The JSON written so far.
    package private(set) var bytes: [UInt8] = []

    package init() { bytes.reserveCapacity(Self.usualSize) }

    /// Writes a bracket, a comma or a colon.
    package mutating func sign(_ byte: Unicode.Scalar) { bytes.append(UInt8(ascii: byte)) }

    /// Writes JSON that is already encoded.
    package mutating func ready(_ json: [UInt8]) { bytes.append(contentsOf: json) }

    package mutating func null() { bytes.append(contentsOf: "null".utf8) }

    package mutating func bool(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

    package mutating func integer(_ value: some BinaryInteger) { bytes.append(contentsOf: String(value).utf8) }

    /// Writes a number; one that JSON cannot write becomes `null`.
    package mutating func double(_ value: Double) {
        bytes.append(contentsOf: (value.isFinite ? String(value) : "null").utf8)
    }

    /// Writes a string that needs no escaping, such as a member's name.
    package mutating func plain(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        // Nearly every text needs no escaping.
        if bytes[start...].contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            bytes.removeSubrange(start...)
            escape(text)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
    }

    /// Writes a value of any shape, with the names of its objects sorted.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .double(let value): double(value)
        case .string(let value): string(value)
        case .array(let values):
            sign("[")
            for (index, value) in values.enumerated() {
                if index > 0 { sign(",") }
                self.value(value)
            }
            sign("]")
        case .object(let members):
            sign("{")
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { sign(",") }
                string(member.key)
                sign(":")
                self.value(member.value)
            }
            sign("}")
        }
    }
}
