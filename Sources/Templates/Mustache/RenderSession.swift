/// What came to light while one template was rendered.
///
/// A class, because the renderer asks many small values that must all write to one place; it stays within one call of
/// ``TemplateLibrary/render(_:with:)`` and so on one thread.
final class RenderSession {
    private let templates: [String]
    private var used: Set<String> = []
    /// The first thing that was wrong.
    private(set) var firstError: TemplateError?

    init(templates: [String]) { self.templates = templates }

    /// Notes that something is wrong at a tag.
    func record(_ code: TemplateError.Code, at mark: TagMark, reason: String) {
        guard firstError == nil else { return }
        let template = templates.indices.contains(mark.template) ? templates[mark.template] : "?"
        firstError = TemplateError(code: code, template: template, line: mark.line, name: mark.name, reason: reason)
    }

    /// Notes that a value was asked for; `path` is its name, behind the names of the lists that hold it.
    func use(_ path: String) { used.insert(path) }

    /// The first value, in order of names, that nothing asked for.
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
