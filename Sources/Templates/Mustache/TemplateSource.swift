/// The text of a template under its name.
struct TemplateSource: Sendable {
    /// What errors call it, and what a partial tag writes.
    let name: String
    /// Mustache, in the subset that ``TemplateScanner`` accepts.
    let text: String
}
