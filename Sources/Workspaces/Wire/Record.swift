/// A value with an example of itself.
package protocol Exemplified {
    /// One as it might be, for the documentation.
    static var example: Self { get }
}

/// What the API shows, the command line prints and clients decode: its `Codable` form is its one wire form.
///
/// The schema in `/openapi.json` is derived from how the example encodes, so a member stands in the record alone.
package protocol Record: Codable, Sendable, Exemplified {
    /// The schema's name in `/openapi.json`.
    static var schemaName: String { get }
    /// What members mean whose names do not say it, by their names.
    static var notes: [String: String] { get }
}

extension Record {
    /// The type's name.
    package static var schemaName: String { "\(Self.self)" }

    /// None.
    package static var notes: [String: String] { [:] }
}

/// Members that stand behind those of another record, flat.
package protocol RecordExtension: Codable, Sendable, Exemplified {
    /// The schema's name of a record with these members.
    static var schemaName: String { get }
}

/// A record that consists of another and of more members.
package protocol ExtendedRecord: Record {
    static var baseType: any Record.Type { get }
    static var addedExample: any RecordExtension { get }
}

/// A record with more members behind its own.
@dynamicMemberLookup
package struct Extended<Base: Record, More: RecordExtension>: ExtendedRecord {
    package static var schemaName: String { More.schemaName }
    package static var example: Self { Self(Base.example, More.example) }
    package static var baseType: any Record.Type { Base.self }
    package static var addedExample: any RecordExtension { More.example }

    package var base: Base
    package var more: More

    package init(_ base: Base, _ more: More) {
        self.base = base
        self.more = more
    }

    package init(from decoder: any Decoder) throws {
        base = try Base(from: decoder)
        more = try More(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try base.encode(to: encoder)
        try more.encode(to: encoder)
    }

    package subscript<Value>(dynamicMember path: KeyPath<Base, Value>) -> Value { base[keyPath: path] }

    package subscript<Value>(dynamicMember path: KeyPath<More, Value>) -> Value { more[keyPath: path] }
}

/// A word of ours as it was written, perhaps by a newer version whose words this one does not know.
package struct Written<Word: RawRepresentable<String> & Sendable>: Hashable, Codable, Sendable, CustomStringConvertible
{
    /// The text, whether it is known or not.
    package let description: String

    package init(_ word: Word) { description = word.rawValue }

    package init(text: String) { description = text }

    package init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The word; nil when this version does not know it.
    package var word: Word? { Word(rawValue: description) }

    package static func == (written: Self, word: Word) -> Bool { written.description == word.rawValue }
}
