internal import WorkspaceModel

/// A field of a body or of a query: its name, what it may hold, and how the documentation says so.
struct Field: Sendable {
    /// What a field may hold.
    enum Kind: Sendable {
        /// A text of so many characters, without control characters.
        case text(ClosedRange<Int>)
        /// A whole number.
        case integer(ClosedRange<Int64>)
        /// A truth value.
        case bool
        /// One of these texts.
        case choice([String])
        /// Several of these texts.
        case choices([String])
        /// An object whose shape is its reader's concern, of at most so many bytes.
        case object(Int)
    }

    let name: String
    let kind: Kind
    var isRequired = false
    /// One sentence for the documentation.
    let about: String

    init(_ name: String, _ kind: Kind, required: Bool = false, _ about: String) {
        self.name = name
        self.kind = kind
        self.isRequired = required
        self.about = about
    }

    /// As JSON Schema.
    var schema: JSON {
        let about = JSON.Member("description", .string(about))
        return switch kind {
        case .text(let lengths):
            .object([
                .init("type", "string"), .init("minLength", .integer(Int64(lengths.lowerBound))),
                .init("maxLength", .integer(Int64(lengths.upperBound))), about,
            ])
        case .integer(let range):
            .object([
                .init("type", "integer"), .init("minimum", .integer(range.lowerBound)),
                .init("maximum", .integer(range.upperBound)), about,
            ])
        case .bool: .object([.init("type", "boolean"), about])
        case .choice(let allowed):
            .object([.init("type", "string"), .init("enum", .array(allowed.map(JSON.string))), about])
        case .choices(let allowed):
            .object([
                .init("type", "array"),
                .init("items", ["type": "string", "enum": .array(allowed.map(JSON.string))]), about,
            ])
        case .object: .object([.init("type", "object"), about])
        }
    }
}
