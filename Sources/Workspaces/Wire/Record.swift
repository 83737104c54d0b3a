/// A value with an example of itself.
package protocol Exemplified {
    /// An example for the documentation.
    static var example: Self { get }
}

/// A value that the API shows, the command line prints and clients decode. Its `Codable` form is its only wire form.
///
/// The schema in `/openapi.json` is derived from the encoded example, so a member is declared only in the record.
package protocol Record: Codable, Sendable, Exemplified {
    /// The schema's name in `/openapi.json`.
    static var schemaName: String { get }
    /// Descriptions of members whose names do not explain them, by name.
    static var notes: [String: String] { get }
}

extension Record {
    /// The type's name.
    package static var schemaName: String { "\(Self.self)" }

    /// No descriptions.
    package static var notes: [String: String] { [:] }
}

/// Members that follow those of another record in the same object.
package protocol RecordExtension: Codable, Sendable, Exemplified {
    /// The schema's name of a record with these members.
    static var schemaName: String { get }
}

/// A record that consists of another record and additional members.
package protocol ExtendedRecord: Record {
    static var baseType: any Record.Type { get }
    static var addedExample: any RecordExtension { get }
}

/// A record with additional members after its own.
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

/// One of our own words as it was written, perhaps by a newer version that has more words.
package struct Written<Word: RawRepresentable<String> & Sendable>: Hashable, Codable, Sendable, CustomStringConvertible
{
    /// The text, whether or not this version knows the word.
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

    /// The word; nil if this version does not know it.
    package var word: Word? { Word(rawValue: description) }

    package static func == (written: Self, word: Word) -> Bool { written.description == word.rawValue }
}
