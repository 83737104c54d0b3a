internal import Workspaces

/// A field of a body or of a query: its name, its allowed values, and their documentation.
struct Field: Sendable {
    /// The allowed values of a field.
    enum Kind: Sendable {
        /// A text with a limited length and without control characters.
        case text(ClosedRange<Int>)
        /// A whole number.
        case integer(ClosedRange<Int64>)
        /// A truth value.
        case bool
        /// One of these texts.
        case choice([String])
        /// Several of these texts.
        case choices([String])
        /// An object whose shape its reader checks, with a limited number of bytes.
        case object(Int)
    }

    let name: String
    let kind: Kind
    var isRequired = false
    /// Whether it is a name for people: then it may be neither blank nor deceptive.
    var isVisible = false
    /// One sentence for the documentation.
    let about: String

    /// A regular expression that matches all allowed texts, for the documentation; the check itself is in Swift.
    var pattern: String?
    /// The end of the sentence for a text that is too long, if the limit is not in characters.
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

    /// A name for people, in lists and in logs.
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

    /// As JSON Schema in a body, where `null` counts as absent.
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

    /// Characters that look like nothing.
    private static let blank =
        #"\u0020\u00a0\u115f\u1160\u1680\u17b4\u17b5\u2000-\u200a\u200c\u200d\u202f\u205f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0"#
    /// Characters that distort or hide a text: direction marks, line separators, invisible characters. Joining
    /// characters, as in Persian and emoji, are allowed.
    private static let deceptive = #"\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"#
    private static let controls = #"\u0000-\u001f\u007f-\u009f"#

    /// Matches every name for people: something visible, and nothing deceptive.
    static let visibleName = "^[\(blank)]*[^\(blank)\(controls)\(deceptive)][^\(controls)\(deceptive)]*$"

    private static let noControls = #"^[^\u0000-\u001f\u007f-\u009f]*$"#
}
