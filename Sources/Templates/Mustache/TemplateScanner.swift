internal import Services

/// Reads the tags of a template, so that everything the renderer would ignore silently is refused with its line.
///
/// The subset: `{{name}}`, `{{syntax(name)}}`, `{{#name}}`, `{{^name}}`, `{{/name}}`, `{{>partial}}` and `{{!comment}}`.
/// Unescaped tags, other delimiters, inheritance and dynamic partials are refused.
struct TemplateScanner {
    /// A template split into pieces.
    enum Piece: Hashable, Sendable {
        case text(String)
        case tag(TemplateTag)
    }

    private let source: TemplateSource
    private var rest: Substring
    private var line = 1

    init(_ source: TemplateSource) {
        self.source = source
        self.rest = source.text[...]
    }

    /// The template's pieces, in order.
    static func pieces(of source: TemplateSource) throws(TemplateError) -> [Piece] {
        var scanner = Self(source)
        var pieces: [Piece] = []
        while let piece = try scanner.next() { pieces.append(piece) }
        return pieces
    }

    private mutating func next() throws(TemplateError) -> Piece? {
        guard !rest.isEmpty else { return nil }
        guard rest.hasPrefix("{{") else {
            let text = textBeforeTag()
            line += text.utf8.count { $0 == UInt8(ascii: "\n") }
            return .text(text)
        }
        rest = rest.dropFirst(2)
        let start = rest
        while !rest.isEmpty, !rest.hasPrefix("}}") { rest = rest.dropFirst() }
        let body = start[..<rest.startIndex]
        guard !rest.isEmpty else { throw refuse(.syntax, String(body.prefix(20)), "is not closed") }
        rest = rest.dropFirst(2)
        let tag = try tag(body)
        line += body.utf8.count { $0 == UInt8(ascii: "\n") }
        return .tag(tag)
    }

    private mutating func textBeforeTag() -> String {
        let start = rest
        while !rest.isEmpty, !rest.hasPrefix("{{") { rest = rest.dropFirst() }
        return String(start[..<rest.startIndex])
    }

    private func tag(_ body: Substring) throws(TemplateError) -> TemplateTag {
        let kind = body.first.flatMap { TemplateTag.Kind(rawValue: String($0)) } ?? .variable
        let written = kind == .variable ? body : body.dropFirst()
        if kind == .comment { return TemplateTag(kind: .comment, name: "", syntax: nil, line: line) }
        guard kind == .variable, let open = written.firstIndex(of: "("), written.last == ")" else {
            try check(written, of: kind)
            return TemplateTag(kind: kind, name: String(written), syntax: nil, line: line)
        }
        let name = written[written.index(after: open)...].dropLast()
        try check(name, of: kind)
        guard let syntax = TargetSyntax(rawValue: String(written[..<open])) else {
            throw refuse(.syntax, String(body), "requests an unknown syntax")
        }
        return TemplateTag(kind: kind, name: String(name), syntax: syntax, line: line)
    }

    private func check(_ name: Substring, of kind: TemplateTag.Kind) throws(TemplateError) {
        let isWord = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            case UInt8(ascii: "."), UInt8(ascii: "-"): kind == .partial
            default: false
            }
        }
        guard isWord, !name.isEmpty else { throw refuse(.syntax, String(name), "is a tag that is not allowed here") }
    }

    private func refuse(_ code: TemplateError.Code, _ name: String, _ reason: String) -> TemplateError {
        TemplateError(code: code, template: source.name, line: line, name: name, reason: reason)
    }
}

/// One tag of a template.
struct TemplateTag: Hashable, Sendable {
    /// The tag's kind.
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
    /// The transform of a variable: how to write its value.
    let syntax: TargetSyntax?
    /// From 1.
    let line: Int
}
