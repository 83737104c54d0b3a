internal import Mustache

/// Templates that are checked when they are loaded and strict when they are rendered.
struct TemplateLibrary: Sendable {
    private let names: [String]
    private let lineCounts: [String: Int]
    private let library: MustacheLibrary

    /// Parses all templates.
    ///
    /// - Throws: ``TemplateError`` for a tag that is not allowed or not closed, and for a missing partial.
    init(_ sources: [TemplateSource]) throws(TemplateError) {
        let names = sources.map(\.name)
        var library = MustacheLibrary()
        for (index, source) in sources.enumerated() {
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
    /// - Throws: ``TemplateError`` for a name that was not given, a value that was not used, and a value that the
    ///   syntax of its place cannot carry.
    func render(_ name: String, with values: [String: TemplateValue]) throws(TemplateError) -> String {
        let session = RenderSession(templates: names)
        let root = TemplateScope(values: values, path: "", isRoot: true, session: session)
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
            // No tag is wrong, so the last line is named: up to there the value was not used.
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
