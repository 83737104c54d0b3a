internal import Workspaces

/// Derives the schemas of records in `/openapi.json` from how their examples encode.
struct RecordSchema {
    /// The schemas of the referenced records, by name.
    private(set) var components: [JSON.Member] = []

    /// References a record's schema, and adds it and the schemas that it references.
    ///
    /// - Throws: the error of encoding the example.
    mutating func reference(to type: any Record.Type) throws -> JSON {
        let name = type.schemaName
        if !components.contains(where: { $0.name == name }) {
            let place = components.count
            components.append(.init(name, .null))
            components[place] = .init(name, try body(of: type))
        }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    private mutating func body(of type: any Record.Type) throws -> JSON {
        guard let extended = type as? any ExtendedRecord.Type else {
            return try object(type.example, notes: type.notes)
        }
        return ["allOf": [try reference(to: extended.baseType), try object(extended.addedExample, notes: [:])]]
    }

    private mutating func object(_ example: any Encodable, notes: [String: String]) throws -> JSON {
        let members = try walk(example).members.map { member in
            let note = notes[member.name].map { [JSON.Member("description", .string($0))] } ?? []
            return JSON.Member(member.name, member.value.adding(note))
        }
        return [
            "type": "object", "required": .array(members.map { .string($0.name) }), "properties": .object(members),
        ]
    }

    private mutating func walk(_ value: any Encodable) throws -> SchemaEncoder {
        let encoder = SchemaEncoder(self)
        try value.encode(to: encoder)
        self = encoder.schema
        return encoder
    }

    /// The schema of a member or an element.
    ///
    /// - Parameter value: its value in the example; nil if the example has none.
    fileprivate mutating func part(_ type: any Encodable.Type, _ value: (any Encodable)?) throws -> JSON {
        switch type {
        case is any BinaryInteger.Type: return ["type": "integer"]
        case is Bool.Type: return ["type": "boolean"]
        case is JSONValue.Type: return ["type": "object"]
        case is [String: Int].Type: return ["type": "object", "additionalProperties": ["type": "integer"]]
        case let type as any Record.Type: return try reference(to: type)
        case let type as any ListOfParts.Type:
            return ["type": "array", "items": try part(type.element, (value as? any ListOfParts)?.firstElement)]
        default:
            guard let value = value ?? (type as? any Exemplified.Type)?.encodableExample else {
                return ["type": "string"]
            }
            return try part(value)
        }
    }

    private mutating func part(_ value: any Encodable) throws -> JSON {
        if let moment = value as? any WrittenMoment {
            let type: JSON = moment.isNullable ? ["string", "null"] : "string"
            return ["type": type, "description": "RFC 3339, in UTC."]
        }
        if value is String { return ["type": "string"] }
        let encoder = try walk(value)
        guard let single = encoder.single else { return try object(value, notes: [:]) }
        return single
    }

    /// The same, or null.
    fileprivate static func optional(_ schema: JSON) -> JSON {
        if case .object(let members) = schema, members.count == 1, members[0].name == "type" {
            return ["type": [members[0].value, "null"]]
        }
        return ["oneOf": [schema, ["type": "null"]]]
    }
}

/// A list whose elements have a schema.
private protocol ListOfParts {
    static var element: any Encodable.Type { get }
    var firstElement: (any Encodable)? { get }
}

extension Array: ListOfParts where Element: Encodable {
    static var element: any Encodable.Type { Element.self }
    var firstElement: (any Encodable)? { first }
}

extension Exemplified {
    fileprivate static var encodableExample: (any Encodable)? { example as? any Encodable }
}

/// Notes the schema of each member instead of its value.
private final class SchemaEncoder: Encoder {
    var schema: RecordSchema
    var members: [JSON.Member] = []
    /// The schema of what is encoded as a single value.
    var single: JSON?

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ schema: RecordSchema) { self.schema = schema }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(SchemaMembers<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { SchemaValue(encoder: self) }

    func singleValueContainer() -> any SingleValueEncodingContainer { SchemaValue(encoder: self) }
}

private struct SchemaMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: SchemaEncoder
    var codingPath: [any CodingKey] { [] }

    private func add(_ key: Key, _ schema: JSON) { encoder.members.append(.init(key.stringValue, schema)) }

    private func addOptional<Value: Encodable>(_ value: Value?, _ key: Key) throws {
        add(key, RecordSchema.optional(try encoder.schema.part(Value.self, value)))
    }

    func encodeNil(forKey key: Key) { add(key, ["type": "null"]) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        add(key, try encoder.schema.part(Value.self, value))
    }

    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws { try addOptional(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try addOptional(value, key) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try addOptional(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try addOptional(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try addOptional(value, key) }

    func nestedContainer<Inner: CodingKey>(keyedBy: Inner.Type, forKey: Key) -> KeyedEncodingContainer<Inner> {
        encoder.container(keyedBy: keyedBy)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder.unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { encoder }
}

private struct SchemaValue: SingleValueEncodingContainer, UnkeyedEncodingContainer {
    let encoder: SchemaEncoder
    var codingPath: [any CodingKey] { [] }
    var count: Int { 0 }

    func encodeNil() {}

    func encode<Value: Encodable>(_ value: Value) throws {
        encoder.single = try encoder.schema.part(Value.self, value)
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        encoder.container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }
    func superEncoder() -> any Encoder { encoder }
}
