/// What a tag may stand for.
enum TemplateValue: Sendable {
    /// Text for a variable tag.
    case text(String)
    /// A condition for a section.
    case flag(Bool)
    /// One scope for each time that a section is repeated.
    case list([[String: TemplateValue]])

    /// A number in decimal.
    static func number(_ value: some BinaryInteger) -> Self { .text(String(value)) }
}
