/// Why a template was refused or could not be rendered. Values never appear in it.
package struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    package enum Code: Hashable, Sendable {
        /// The template's own text is wrong: an unclosed tag, or one that is not allowed here.
        case syntax
        /// A partial that is not in the library.
        case missingPartial
        /// A template that is not in the library.
        case missingTemplate
        /// A tag names a value that was not given.
        case unknownName
        /// A value was given that the template never used.
        case unusedValue
        /// A value's kind does not fit its tag: text where a section needs a flag or a list, or the reverse.
        case kindMismatch
        /// The target's syntax cannot carry a value.
        case unrepresentableValue
    }

    /// What was wrong.
    package let code: Code
    /// The template.
    package let template: String
    /// The line in it, from 1.
    package let line: Int
    /// The name of the value, partial or tag.
    package let name: String
    /// What was wrong, without place, name or value.
    package let reason: String

    /// Template, line, name and reason: safe to show.
    package var description: String { "\(template):\(line): '\(name)' \(reason)" }
}
