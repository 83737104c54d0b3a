internal import HTTPTypes
internal import Hummingbird

/// A refusal for the client: a status and one or two plain sentences.
struct APIError: Error, Sendable {
    let status: HTTPResponse.Status
    let detail: String
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ detail: String, headers: HTTPFields = [:]) {
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    /// A request without effect.
    init(_ refusal: WorkspaceRefusal) {
        self.init(refusal.code == .limitReached ? .forbidden : .conflict, refusal.description)
    }

    /// A problem with one field of a request; the sentence starts after its name.
    static func field(_ name: String, _ rest: String) -> APIError { APIError(.badRequest, "\(name) \(rest)") }

    /// The object does not exist, or belongs to another user: the two look the same.
    static func notFound(_ what: String) -> APIError { APIError(.notFound, "There is no such \(what).") }

    /// Too many requests.
    static func tooMany(_ detail: String, retryAfter: Duration) -> APIError {
        APIError(.tooManyRequests, detail, headers: retryHeader(retryAfter))
    }

    /// Impossible at the moment, and may succeed soon.
    static func unavailable(_ detail: String, retryAfter: Duration = .seconds(2)) -> APIError {
        APIError(.serviceUnavailable, detail, headers: retryHeader(retryAfter))
    }

    /// Whole seconds, rounded up, as RFC 9110 writes them.
    static func retryHeader(_ duration: Duration) -> HTTPFields {
        let (seconds, attoseconds) = duration.components
        return [.retryAfter: String(max(1, seconds + (attoseconds > 0 ? 1 : 0)))]
    }

    /// The documented body of errors.
    var response: Response { response(named: "detail") }

    /// The body with another name for the message, if the document has one.
    func response(named name: String) -> Response {
        .json(.object([.init(name, .string(detail))]), status: status, headers: headers)
    }
}
