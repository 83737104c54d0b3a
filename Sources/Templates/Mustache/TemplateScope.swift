internal import Mustache

/// The values that the renderer finds, at the root or in one element of a list.
struct TemplateScope: MustacheParent {
    let values: [String: TemplateValue]
    /// The names of the lists that hold this scope, each with a dot behind it.
    let path: String
    /// The stack is searched from the innermost scope outwards: what the root does not know is missing.
    let isRoot: Bool
    let session: RenderSession

    func child(named encoded: String) -> Any? {
        guard let mark = TagMark(encoded) else { return nil }
        guard let value = values[mark.name] else {
            if isRoot { session.record(.unknownName, at: mark, reason: "is a name that was not given") }
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
