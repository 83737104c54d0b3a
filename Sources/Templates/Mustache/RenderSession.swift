internal import Mustache

/// The findings while one template was rendered.
///
/// A class, because the renderer queries many small values that all report to one place; it stays within one call of
/// ``TemplateLibrary/render(_:with:)`` and so on one thread.
final class RenderSession {
    private let templates: [String]
    private var used: Set<String> = []
    /// The first problem.
    private(set) var firstError: TemplateError?

    init(templates: [String]) { self.templates = templates }

    /// Records a problem at a tag.
    func record(_ code: TemplateError.Code, at mark: TagMark, reason: String) {
        guard firstError == nil else { return }
        let template = templates.indices.contains(mark.template) ? templates[mark.template] : "?"
        firstError = TemplateError(code: code, template: template, line: mark.line, name: mark.name, reason: reason)
    }

    /// Records that a value was requested; `path` is its name, after the names of the lists that contain it.
    func use(_ path: String) { used.insert(path) }

    /// The first unused value, by name.
    func unused(of values: [String: TemplateValue], path: String = "") -> String? {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard used.contains(path + name) else { return path + name }
            guard case .list(let scopes) = value else { continue }
            for scope in scopes {
                if let inner = unused(of: scope, path: "\(path)\(name).") { return inner }
            }
        }
        return nil
    }
}

/// A value for a tag.
enum TemplateValue: Sendable {
    /// Text for a variable tag.
    case text(String)
    /// A condition for a section.
    case flag(Bool)
    /// One scope for each repetition of a section.
    case list([[String: TemplateValue]])

    /// A number in decimal.
    static func number(_ value: some BinaryInteger) -> Self { .text(String(value)) }
}

/// The values that the renderer finds, at the root or in one element of a list.
struct TemplateScope: MustacheParent {
    let values: [String: TemplateValue]
    /// The names of the lists that contain this scope, each followed by a dot.
    let path: String
    /// The stack is searched from the innermost scope outwards: a name that the root does not know is missing.
    let isRoot: Bool
    let session: RenderSession

    func child(named encoded: String) -> Any? {
        guard let mark = TagMark(encoded) else { return nil }
        guard let value = values[mark.name] else {
            if isRoot { session.record(.unknownName, at: mark, reason: "is a name without a value") }
            return nil
        }
        session.use(path + mark.name)
        switch (value, mark.isSection) {
        case (.text(let text), false): return BoundText(text: text, mark: mark, session: session)
        case (.flag(let flag), true): return flag
        case (.list(let scopes), true):
            return scopes.map {
                TemplateScope(values: $0, path: "\(path)\(mark.name).", isRoot: false, session: session)
            }
        case (.text, true):
            session.record(.kindMismatch, at: mark, reason: "is text, and a section needs a flag or a list")
        case (.flag, false), (.list, false):
            session.record(.kindMismatch, at: mark, reason: "is a flag or a list, and a variable needs text")
        }
        return nil
    }
}

/// A text value at its tag: it knows where to report text that the syntax cannot express.
struct BoundText: MustacheTransformable, MustacheCustomRenderable {
    let text: String
    let mark: TagMark
    let session: RenderSession

    /// A tag without a syntax accepts only text that never needs quoting.
    var renderText: String { written(in: .plain) }

    /// Only absent values are null; they have already been reported.
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? {
        guard let syntax = TargetSyntax(rawValue: name) else {
            session.record(.syntax, at: mark, reason: "requests an unknown syntax")
            return nil
        }
        return written(in: syntax)
    }

    private func written(in syntax: TargetSyntax) -> String {
        do throws(EscapingError) { return try syntax.escape(text) } catch {
            session.record(.unrepresentableValue, at: mark, reason: error.reason)
            return ""
        }
    }
}

/// A tag's position, encoded in its name.
///
/// The renderer passes only a name to a context. So each tag is renamed before the text is parsed, `name` to
/// `v3*12*name`, and a missing value can be reported with its template and line.
struct TagMark: Hashable, Sendable {
    /// Whether the tag is a section (or an inverted one) rather than a variable.
    let isSection: Bool
    /// The template's index in the library.
    let template: Int
    /// The line in it, from 1.
    let line: Int
    /// The name in the template's source.
    let name: String

    /// The name for the renderer.
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
