internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// A request for its endpoint: authenticated, with its body read.
struct Call: Sendable {
    let request: Request
    let context: FrontContext
    let fields: Fields
    /// Nil if everybody may call and the caller did not authenticate.
    let identified: Caller?
    /// Whether the caller may still call: false once a token is revoked, a session has ended, or a password has
    /// changed.
    let isStillAdmitted: @Sendable () async -> Bool

    /// Who calls.
    ///
    /// - Throws: ``APIError`` 401; never in an endpoint whose access requires a user.
    var caller: Caller {
        get throws(APIError) {
            guard let identified else { throw Authenticator.unauthenticated(request) }
            return identified
        }
    }

    /// A whole number of the query; nil if absent.
    func queryInteger(_ field: Field) throws(APIError) -> Int64? {
        guard let text = try queryValue(field.name) else { return nil }
        guard let number = Int64(text) else { throw .field(field.name, "must be a whole number.") }
        return try Fields.check(number, field)
    }

    /// A text of the query; nil if absent.
    func queryText(_ field: Field) throws(APIError) -> String? {
        guard let text = try queryValue(field.name) else { return nil }
        return try Fields.check(text, field)
    }

    /// The only parameter with its name. Invalid UTF-8 is refused, because part of it would be a different text.
    private func queryValue(_ name: String) throws(APIError) -> String? {
        var found: String?
        for pair in (request.uri.query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard Form.decode(parts[0]) == name else { continue }
            guard let text = Form.decode(parts.count > 1 ? parts[1] : Substring().utf8) else {
                throw .field(name, "must be UTF-8, encoded as in forms.")
            }
            guard found == nil else { throw .field(name, "occurs more than once.") }
            found = text
        }
        return found
    }
}
