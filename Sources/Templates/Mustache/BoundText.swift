internal import Mustache

/// A text value at the tag that asked for it: it knows where to report what the syntax there cannot carry.
struct BoundText: MustacheTransformable, MustacheCustomRenderable {
    let text: String
    let mark: TagMark
    let session: RenderSession

    /// A tag without a syntax takes only what needs no quoting anywhere.
    var renderText: String { written(in: .plain) }

    /// Only absent values are null; those were reported already.
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? {
        guard let syntax = TargetSyntax(rawValue: name) else {
            session.record(.syntax, at: mark, reason: "asks for a syntax that is not known")
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
