/// One tag of a template.
struct TemplateTag: Hashable, Sendable {
    /// What the tag does.
    enum Kind: String, Sendable {
        case variable = ""
        case section = "#"
        case inverted = "^"
        case end = "/"
        case partial = ">"
        case comment = "!"
    }

    let kind: Kind
    let name: String
    /// The transform of a variable: how its value is written.
    let syntax: TargetSyntax?
    /// From 1.
    let line: Int
}
