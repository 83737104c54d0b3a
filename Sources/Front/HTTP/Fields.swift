internal import FoundationEssentials
internal import Workspaces

/// The members of a body, read with their ``Field``s; every refusal names the field.
struct Fields: Sendable {
    let members: [String: JSONValue]
    /// The members with a number that would not be stored exactly.
    var inexact: Set<String> = []

    /// Nil if the member is absent or `null`.
    private func value(_ field: Field) -> JSONValue? {
        guard let value = members[field.name], value != .null else { return nil }
        return value
    }

    private func required<Value>(_ field: Field, _ value: Value?) throws(APIError) -> Value {
        guard let value else { throw .field(field.name, "is required.") }
        return value
    }

    /// A required text.
    func text(_ field: Field) throws(APIError) -> String { try required(field, optionalText(field)) }

    /// A text.
    func optionalText(_ field: Field) throws(APIError) -> String? {
        guard let value = value(field) else { return nil }
        guard case .string(let text) = value else { throw .field(field.name, "must be a text.") }
        return try Self.check(text, field)
    }

    /// A whole number.
    func optionalInteger(_ field: Field) throws(APIError) -> Int64? {
        guard let value = value(field) else { return nil }
        guard case .integer(let number) = value else { throw .field(field.name, "must be a whole number.") }
        return try Self.check(number, field)
    }

    /// A truth value.
    func optionalBool(_ field: Field) throws(APIError) -> Bool? {
        guard let value = value(field) else { return nil }
        guard case .bool(let isTrue) = value else { throw .field(field.name, "must be true or false.") }
        return isTrue
    }

    /// A list of texts.
    func optionalChoices(_ field: Field) throws(APIError) -> [String]? {
        guard let value = value(field) else { return nil }
        guard case .array(let elements) = value, case .choices(let allowed) = field.kind else {
            throw .field(field.name, "must be a list.")
        }
        var chosen: [String] = []
        for element in elements {
            guard case .string(let text) = element, allowed.contains(text) else {
                throw .field(field.name, "may hold \(allowed.joined(separator: ", ")).")
            }
            if !chosen.contains(text) { chosen.append(text) }
        }
        return chosen
    }

    /// An object.
    func optionalObject(_ field: Field) throws(APIError) -> [String: JSONValue]? {
        guard let value = value(field) else { return nil }
        guard case .object(let object) = value, case .object(let longest) = field.kind else {
            throw .field(field.name, "must be an object.")
        }
        guard !inexact.contains(field.name) else {
            throw .field(field.name, "contains a number with more digits than can be stored; send it as a string.")
        }
        guard Self.isStorable(value) else { throw .field(field.name, "contains a NUL, which cannot be stored.") }
        guard let size = try? JSONEncoder().encode(value).count, size <= longest else {
            throw .field(field.name, "is longer than \(longest) bytes.")
        }
        return object
    }

    /// jsonb cannot contain NUL.
    private static func isStorable(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): !text.utf8.contains(0)
        case .array(let values): values.allSatisfy(isStorable)
        case .object(let members): members.allSatisfy { !$0.key.utf8.contains(0) && isStorable($0.value) }
        case .null, .bool, .integer, .double: true
        }
    }

    /// The rules for a text. Lengths are in characters, counted as Postgres does.
    static func check(_ text: String, _ field: Field) throws(APIError) -> String {
        switch field.kind {
        case .choice(let allowed):
            guard allowed.contains(text) else {
                throw .field(field.name, "must be \(allowed.joined(separator: " or ")).")
            }
        case .text(let lengths):
            guard text.unicodeScalars.count >= lengths.lowerBound else {
                throw .field(
                    field.name,
                    lengths.lowerBound == 1
                        ? "must not be empty." : "must be at least \(lengths.lowerBound) characters long."
                )
            }
            guard text.unicodeScalars.count <= lengths.upperBound else {
                throw .field(field.name, field.tooLong ?? "must be at most \(lengths.upperBound) characters long.")
            }
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw .field(field.name, "must not contain control characters.")
            }
            if field.isVisible, !text.isEmpty { try VisibleText.check(text, field) }
        default: throw .field(field.name, "must not be a string.")
        }
        return text
    }

    static func check(_ number: Int64, _ field: Field) throws(APIError) -> Int64 {
        guard case .integer(let range) = field.kind, range.contains(number) else {
            guard case .integer(let range) = field.kind else { throw .field(field.name, "must not be a number.") }
            throw .field(field.name, "must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}
