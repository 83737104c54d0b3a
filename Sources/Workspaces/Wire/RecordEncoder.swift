/// Writes records as JSON in the order of their members, with `null` for absent values.
package enum RecordEncoder {
    /// The text of a record, or of a list of records, in UTF-8.
    package static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let writer = RecordWriter()
        try writer.write(value)
        return writer.text.bytes
    }
}

/// The JSON so far, and its open objects and lists.
///
/// `Encoder` does not report the end of an object, so objects and lists deeper than the next value are closed before
/// that is written.
private struct RecordText {
    private var json = JSONWriter()
    private var levels: [Level] = []

    private struct Level {
        let end: Unicode.Scalar
        var isEmpty = true
    }

    var bytes: [UInt8] { json.bytes }
    var depth: Int { levels.count }

    mutating func close(to depth: Int) {
        while levels.count > depth { json.sign(levels.removeLast().end) }
    }

    /// Opens an object or a list, unless the value that began at a depth already has one.
    mutating func open(_ start: Unicode.Scalar, _ end: Unicode.Scalar, above depth: Int) {
        close(to: depth + 1)
        if levels.count == depth {
            json.sign(start)
            levels.append(Level(end: end))
        }
    }

    mutating func element(at depth: Int) {
        close(to: depth)
        if levels[depth - 1].isEmpty { levels[depth - 1].isEmpty = false } else { json.sign(",") }
    }

    /// Writes the name of a member of the object at a depth.
    mutating func name(_ name: String, at depth: Int) {
        element(at: depth)
        json.plain(name)
        json.sign(":")
    }

    mutating func value(_ value: String) { json.string(value) }
    mutating func value(_ value: Int64) { json.integer(value) }
    mutating func value(_ value: Bool) { json.bool(value) }
    mutating func value(_ value: Double) { json.double(value) }
    mutating func value(_ value: JSONValue) { json.value(value) }
    mutating func null() { json.null() }
}

/// Shares a text between the encoders of its values.
private final class RecordWriter {
    var text = RecordText()

    /// Writes a value that is not of a simple type.
    func write<Value: Encodable>(_ value: Value) throws {
        if Value.self == JSONValue.self, let value = value as? JSONValue { return text.value(value) }
        if Value.self == [String: Int].self, let value = value as? [String: Int] {
            return text.value(.object(value.mapValues { .integer(Int64($0)) }))
        }
        let depth = text.depth
        try value.encode(to: ValueEncoder(writer: self, depth: depth))
        text.close(to: depth)
    }
}

/// The position of one value: a single value, or the list or object above a depth.
private struct ValueEncoder: Encoder, SingleValueEncodingContainer {
    let writer: RecordWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.text.open("{", "}", above: depth)
        return KeyedEncodingContainer(Members<Key>(writer: writer, depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.text.open("[", "]", above: depth)
        return Elements(writer: writer, depth: depth + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { writer.text.null() }

    func encode(_ value: String) { writer.text.value(value) }
    func encode(_ value: Bool) { writer.text.value(value) }
    func encode(_ value: Double) { writer.text.value(value) }
    func encode<Value: Encodable & BinaryInteger>(_ value: Value) { writer.text.value(Int64(value)) }
    func encode<Value: Encodable>(_ value: Value) throws { try writer.write(value) }
}

/// An object's members.
private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: RecordWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    private func write(_ key: Key, _ body: (inout RecordText) -> Void) {
        writer.text.name(key.stringValue, at: depth)
        body(&writer.text)
    }

    func encodeNil(forKey key: Key) { write(key) { $0.null() } }
    func encode(_ value: String, forKey key: Key) { write(key) { $0.value(value) } }
    func encode(_ value: Bool, forKey key: Key) { write(key) { $0.value(value) } }
    func encode(_ value: Double, forKey key: Key) { write(key) { $0.value(value) } }
    func encode<Value: Encodable & BinaryInteger>(_ value: Value, forKey key: Key) {
        write(key) { $0.value(Int64(value)) }
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        writer.text.name(key.stringValue, at: depth)
        try writer.write(value)
    }

    // The standard library omits absent values, with a separate method for each of its own types.
    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
    }
    func encodeIfPresent(_ value: String?, forKey key: Key) {
        if let value { encode(value, forKey: key) } else { encodeNil(forKey: key) }
    }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) {
        if let value { encode(value, forKey: key) } else { encodeNil(forKey: key) }
    }
    func encodeIfPresent(_ value: Double?, forKey key: Key) {
        if let value { encode(value, forKey: key) } else { encodeNil(forKey: key) }
    }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) {
        if let value { encode(value, forKey: key) } else { encodeNil(forKey: key) }
    }
    func encodeIfPresent(_ value: Int?, forKey key: Key) { encodeIfPresent(value.map(Int64.init), forKey: key) }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
        superEncoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        superEncoder(forKey: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { superEncoder(named: "super") }

    func superEncoder(forKey key: Key) -> any Encoder { superEncoder(named: key.stringValue) }

    private func superEncoder(named name: String) -> ValueEncoder {
        writer.text.name(name, at: depth)
        return ValueEncoder(writer: writer, depth: depth)
    }
}

/// A list's elements.
private struct Elements: UnkeyedEncodingContainer {
    let writer: RecordWriter
    let depth: Int
    private(set) var count = 0

    var codingPath: [any CodingKey] { [] }

    private mutating func place() -> ValueEncoder {
        writer.text.element(at: depth)
        count += 1
        return ValueEncoder(writer: writer, depth: depth)
    }

    mutating func encodeNil() { place().encodeNil() }
    mutating func encode(_ value: String) { place().encode(value) }
    mutating func encode(_ value: Bool) { place().encode(value) }
    mutating func encode(_ value: Double) { place().encode(value) }
    mutating func encode<Value: Encodable & BinaryInteger>(_ value: Value) { place().encode(value) }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try place().encode(value) }

    mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        place().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { place().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder { place() }
}
