internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// A request on its way to its endpoint: authenticated, its body read.
struct Call: Sendable {
    let request: Request
    let context: FrontContext
    let fields: Fields
    /// Nil where everybody may call and nobody said who they are.
    let identified: Caller?
    /// Whether whoever called may still call: false once a token is revoked, a session ended, a password changed.
    let isStillAdmitted: @Sendable () async -> Bool

    /// Who calls.
    ///
    /// - Throws: ``APIError`` 401; never behind an endpoint whose access asks for a user.
    var caller: Caller {
        get throws(APIError) {
            guard let identified else { throw Authenticator.unauthenticated(request) }
            return identified
        }
    }

    /// A whole number of the query; nil when it is absent.
    func queryInteger(_ field: Field) throws(APIError) -> Int64? {
        guard let text = try queryValue(field.name) else { return nil }
        guard let number = Int64(text) else { throw .field(field.name, "must be a whole number.") }
        return try Fields.check(number, field)
    }

    /// A text of the query; nil when it is absent.
    func queryText(_ field: Field) throws(APIError) -> String? {
        guard let text = try queryValue(field.name) else { return nil }
        return try Fields.check(text, field)
    }

    /// The only one of its name. What is no UTF-8 is refused: half of it would be another text.
    private func queryValue(_ name: String) throws(APIError) -> String? {
        var found: String?
        for pair in (request.uri.query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard Form.decode(parts[0]) == name else { continue }
            guard let text = Form.decode(parts.count > 1 ? parts[1] : Substring().utf8) else {
                throw .field(name, "must be UTF-8, encoded as in forms.")
            }
            guard found == nil else { throw .field(name, "is given more than once.") }
            found = text
        }
        return found
    }
}
