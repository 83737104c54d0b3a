/// A tag's place, written into its name.
///
/// The renderer hands a context nothing but the name of what it looks for. So each tag is renamed before the text is
/// parsed, `name` to `v3*12*name`, and what is missing can be reported with its template and line.
struct TagMark: Hashable, Sendable {
    /// Whether the tag is a section (or an inverted one) rather than a variable.
    let isSection: Bool
    /// The template's index in the library.
    let template: Int
    /// The line in it, from 1.
    let line: Int
    /// The name as the template's author wrote it.
    let name: String

    /// The name that the renderer sees.
    var encoded: String { "\(isSection ? "s" : "v")\(template)*\(line)*\(name)" }

    init(isSection: Bool, template: Int, line: Int, name: String) {
        self.isSection = isSection
        self.template = template
        self.line = line
        self.name = name
    }

    /// Reads ``encoded`` back.
    init?(_ encoded: String) {
        let parts = encoded.dropFirst().split(separator: "*", maxSplits: 2)
        guard parts.count == 3, let template = Int(parts[0]), let line = Int(parts[1]) else { return nil }
        self.init(isSection: encoded.hasPrefix("s"), template: template, line: line, name: String(parts[2]))
    }
}
