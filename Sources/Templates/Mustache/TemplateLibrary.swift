internal import Mustache
internal import Services

/// Templates that are checked when loaded and strict when rendered.
struct TemplateLibrary: Sendable {
    private let names: [String]
    private let lineCounts: [String: Int]
    private let library: MustacheLibrary

    /// Parses all templates.
    ///
    /// - Throws: ``TemplateError`` for a tag that is not allowed or not closed, for a missing partial, and for a name used twice.
    init(_ sources: [TemplateSource]) throws(TemplateError) {
        let names = sources.map(\.name)
        var library = MustacheLibrary()
        for (index, source) in sources.enumerated() {
            guard !names[..<index].contains(source.name) else {
                throw TemplateError(
                    code: .duplicate,
                    template: source.name,
                    line: 1,
                    name: source.name,
                    reason: "is the name of two templates"
                )
            }
            let marked = try Self.marked(source, index: index, names: names)
            do {
                // Without this line the renderer would escape every value for HTML.
                try library.register("{{% CONTENT_TYPE:TEXT}}\n" + marked, named: source.name)
            } catch let error as MustacheTemplate.ParserError {
                throw TemplateError(
                    code: .syntax,
                    template: source.name,
                    line: max(1, error.context.lineNumber - 1),
                    name: source.name,
                    reason: "cannot be parsed: \(error.error)"
                )
            } catch {
                throw TemplateError(
                    code: .syntax,
                    template: source.name,
                    line: 1,
                    name: source.name,
                    reason: "cannot be parsed"
                )
            }
        }
        self.names = names
        self.library = library
        self.lineCounts = Dictionary(
            sources.map { ($0.name, $0.text.utf8.count { $0 == UInt8(ascii: "\n") }) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Renders a template.
    ///
    /// - Parameter optional: values that the template may leave unused.
    /// - Throws: ``TemplateError`` for a missing value, an unused value, and a value that its syntax cannot express.
    func render(
        _ name: String,
        with values: [String: TemplateValue],
        optional: [String: TemplateValue] = [:]
    ) throws(TemplateError) -> String {
        let session = RenderSession(templates: names)
        let all = values.merging(optional) { own, _ in own }
        let root = TemplateScope(values: all, path: "", isRoot: true, session: session)
        guard let text = library.render(root, withTemplate: name) else {
            throw TemplateError(
                code: .missingTemplate,
                template: name,
                line: 1,
                name: name,
                reason: "is not in the library"
            )
        }
        if let error = session.firstError { throw error }
        if let unused = session.unused(of: values) {
            // No tag is wrong, so the last line is reported: up to there the value was not used.
            throw TemplateError(
                code: .unusedValue,
                template: name,
                line: max(1, lineCounts[name] ?? 1),
                name: unused,
                reason: "was given but is not used up to this line"
            )
        }
        return text
    }

    /// The template's text with every tag renamed to its ``TagMark``.
    private static func marked(
        _ source: TemplateSource,
        index: Int,
        names: [String]
    ) throws(TemplateError) -> String {
        var open: [TagMark] = []
        var text = ""
        for piece in try TemplateScanner.pieces(of: source) {
            guard case .tag(let tag) = piece else {
                if case .text(let plain) = piece { text += plain }
                continue
            }
            func refuse(_ code: TemplateError.Code, _ reason: String) -> TemplateError {
                TemplateError(code: code, template: source.name, line: tag.line, name: tag.name, reason: reason)
            }
            switch tag.kind {
            case .comment: text += "{{!}}"
            case .partial:
                guard names.contains(tag.name) else {
                    throw refuse(.missingPartial, "is a partial that does not exist")
                }
                text += "{{>\(tag.name)}}"
            case .variable:
                let mark = TagMark(isSection: false, template: index, line: tag.line, name: tag.name).encoded
                text += tag.syntax.map { "{{\($0.rawValue)(\(mark))}}" } ?? "{{\(mark)}}"
            case .section, .inverted:
                let mark = TagMark(isSection: true, template: index, line: tag.line, name: tag.name)
                open.append(mark)
                text += "{{\(tag.kind.rawValue)\(mark.encoded)}}"
            case .end:
                guard let mark = open.popLast(), mark.name == tag.name else {
                    throw refuse(.syntax, "closes a section that is not open")
                }
                text += "{{/\(mark.encoded)}}"
            }
        }
        if let mark = open.last {
            throw TemplateError(
                code: .syntax,
                template: source.name,
                line: mark.line,
                name: mark.name,
                reason: "is a section that is not closed"
            )
        }
        return text
    }
}

/// Why a template was refused or could not be rendered. It never contains values.
package struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// The template itself is invalid: an unclosed tag, or one that is not allowed here.
        case syntax
        /// Two templates have the same name.
        case duplicate
        /// A partial that is not in the library.
        case missingPartial
        /// A template that is not in the library.
        case missingTemplate
        /// A tag names a missing value.
        case unknownName
        /// The template never used a value.
        case unusedValue
        /// A value's kind does not match its tag: text where a section needs a flag or a list, or the reverse.
        case kindMismatch
        /// The target's syntax cannot express a value.
        case unrepresentableValue
    }

    /// What went wrong.
    package let code: Code
    /// The template.
    package let template: String
    /// The line in it, from 1.
    package let line: Int
    /// The name of the value, partial or tag.
    package let name: String
    /// The problem, without position, name or value.
    package let reason: String

    /// Template, line, name and reason: safe to show.
    package var description: String { "\(template):\(line): '\(name)' \(reason)" }
}
