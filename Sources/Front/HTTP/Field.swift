internal import Workspaces

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
    /// Whether people read it as a name: then it is neither blank nor deceptive.
    var isVisible = false
    /// One sentence for the documentation.
    let about: String

    /// A regular expression that all allowed texts match, for the documentation: what checks is Swift.
    var pattern: String?
    /// The end of the sentence for a text that is too long, where it is not about characters.
    let tooLong: String?

    init(
        _ name: String,
        _ kind: Kind,
        required: Bool = false,
        pattern: String? = nil,
        _ about: String,
        tooLong: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = required
        self.about = about
        self.pattern = pattern
        self.tooLong = tooLong
    }

    /// A name that people read, in lists and in logs.
    static func name(
        _ lengths: ClosedRange<Int>,
        named name: String = "name",
        required: Bool = false,
        _ about: String
    ) -> Field {
        var field = Field(
            name,
            .text(lengths),
            required: required,
            pattern: lengths.lowerBound == 0 ? "^$|\(visibleName)" : visibleName,
            about
        )
        field.isVisible = true
        return field
    }

    /// As JSON Schema.
    var schema: JSON { schema(isNullable: false) }

    /// As JSON Schema in a body, where `null` stands for an absent member.
    var bodySchema: JSON { schema(isNullable: !isRequired) }

    private func schema(isNullable: Bool) -> JSON {
        var members: [JSON.Member] = []
        func type(_ name: String) {
            members.append(.init("type", isNullable ? [.string(name), "null"] : .string(name)))
        }
        switch kind {
        case .text(let lengths):
            type("string")
            members.append(.init("minLength", .integer(Int64(lengths.lowerBound))))
            members.append(.init("maxLength", .integer(Int64(lengths.upperBound))))
            members.append(.init("pattern", .string(pattern ?? Self.noControls)))
        case .integer(let range):
            type("integer")
            members.append(.init("minimum", .integer(range.lowerBound)))
            members.append(.init("maximum", .integer(range.upperBound)))
        case .bool: type("boolean")
        case .choice(let allowed):
            type("string")
            members.append(.init("enum", .array(allowed.map(JSON.string) + (isNullable ? [.null] : []))))
        case .choices(let allowed):
            type("array")
            members.append(.init("items", ["type": "string", "enum": .array(allowed.map(JSON.string))]))
        case .object:
            type("object")
            members.append(.init("propertyNames", ["pattern": #"^[^\u0000]*$"#]))
            members.append(.init("additionalProperties", ["$ref": "#/components/schemas/Storable"]))
        }
        return .object(members + [.init("description", .string(about))])
    }

    /// What reads as nothing.
    private static let blank =
        #"\u0020\u00a0\u115f\u1160\u1680\u17b4\u17b5\u2000-\u200a\u200c\u200d\u202f\u205f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0"#
    /// What shows a text otherwise than it is, or not at all: marks of direction, separators of lines, unseen characters.
    /// Those that join letters, as Persian and emoji have them, may stand.
    private static let deceptive = #"\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"#
    private static let controls = #"\u0000-\u001f\u007f-\u009f"#

    /// What every name that people read matches: something to see in it, and nothing that deceives.
    static let visibleName = "^[\(blank)]*[^\(blank)\(controls)\(deceptive)][^\(controls)\(deceptive)]*$"

    private static let noControls = #"^[^\u0000-\u001f\u007f-\u009f]*$"#
}
