import FoundationEssentials

/// One request to the API, after authentication: all that a handler may know.
struct Call: Sendable {
    /// The values of the path's `{…}` parts.
    let parameters: [String: String]
    /// The query, decoded.
    let query: [String: String]
    /// The body; nil when there is none.
    let body: JSON?
    /// The path, for links.
    let path: String
    /// Where the client found us, for links: `http://127.0.0.1:1234`.
    let origin: String
    /// When it came.
    let now: Date
    /// What goes wrong with what it creates, if anything.
    let fault: SimulatorFault?

    /// The body's fields.
    var fields: Fields {
        get throws(APIError) { try Fields(body) }
    }

    /// A path's number. What is no number names nothing.
    func number(_ name: String) throws(APIError) -> Int64 {
        guard let text = parameters[name], let number = Int64(text) else { throw .notFound }
        return number
    }

    /// A path's text.
    func text(_ name: String) throws(APIError) -> String {
        guard let text = parameters[name] else { throw .notFound }
        return text
    }
}
