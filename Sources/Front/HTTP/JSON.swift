internal import NIOCore
internal import Workspaces

/// A JSON value of an answer that is not a record. Objects keep the order of their members, for the documentation.
enum JSON: Hashable, Sendable {
    /// JSON `null`.
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A text.
    case string(String)
    /// A list.
    case array([JSON])
    /// An object.
    case object([Member])
    /// JSON that is already encoded.
    case written([UInt8])

    /// A name and its value.
    struct Member: Hashable, Sendable {
        /// The name.
        let name: String
        /// The value.
        let value: JSON

        init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// This object with more members at its end; any other value unchanged.
    func adding(_ more: [Member]) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members + more)
    }

    /// The text in UTF-8.
    var bytes: ByteBuffer {
        var writer = JSONWriter()
        write(to: &writer)
        return ByteBuffer(bytes: writer.bytes)
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .string(let value): writer.string(value)
        case .written(let text): writer.ready(text)
        case .array(let values):
            writer.sign("[")
            for (index, value) in values.enumerated() {
                if index > 0 { writer.sign(",") }
                value.write(to: &writer)
            }
            writer.sign("]")
        case .object(let members):
            writer.sign("{")
            for (index, member) in members.enumerated() {
                if index > 0 { writer.sign(",") }
                writer.string(member.name)
                writer.sign(":")
                member.value.write(to: &writer)
            }
            writer.sign("}")
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    init(stringLiteral value: String) { self = .string(value) }

    /// A whole number.
    init(integerLiteral value: Int64) { self = .integer(value) }

    /// A truth value.
    init(booleanLiteral value: Bool) { self = .bool(value) }

    /// A list.
    init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// An object with its members in order.
    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map(Member.init)) }
}
