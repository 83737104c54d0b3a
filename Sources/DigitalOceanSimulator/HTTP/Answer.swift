import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Workspaces

/// A handler's answer.
struct Reply: Sendable, Equatable {
    let status: Int
    let body: JSONValue?

    static func ok(_ body: JSONValue) -> Reply { Reply(status: 200, body: body) }
    static func created(_ body: JSONValue) -> Reply { Reply(status: 201, body: body) }
    static func accepted(_ body: JSONValue) -> Reply { Reply(status: 202, body: body) }
    static let noContent = Reply(status: 204, body: nil)
}

/// A refusal by the API, with the body of the official description.
struct CloudRefusal: Error, Equatable {
    let status: Int
    let id: String
    let message: String
    /// Seconds, for the burst limit only.
    var retryAfter: Int?

    static func badRequest(_ message: String) -> CloudRefusal {
        CloudRefusal(status: 400, id: "bad_request", message: message)
    }

    static let unauthorized = CloudRefusal(status: 401, id: "unauthorized", message: "Unable to authenticate you")

    static let forbidden = CloudRefusal(
        status: 403,
        id: "forbidden",
        message: "You are not authorized to perform this operation"
    )

    static let notFound = CloudRefusal(
        status: 404,
        id: "not_found",
        message: "The resource you were accessing could not be found."
    )

    static func conflict(_ message: String) -> CloudRefusal {
        CloudRefusal(status: 409, id: "conflict", message: message)
    }

    static func unprocessable(_ message: String) -> CloudRefusal {
        CloudRefusal(status: 422, id: "unprocessable_entity", message: message)
    }

    static func tooManyRequests(retryAfter: Int?) -> CloudRefusal {
        CloudRefusal(
            status: 429,
            id: "too_many_requests",
            message: "API Rate limit exceeded.",
            retryAfter: retryAfter
        )
    }

    static let serverError = CloudRefusal(status: 500, id: "server_error", message: "Unexpected server-side error")
}

/// A reply or refusal to be sent.
struct Answer: Sendable {
    let status: Int
    private let body: JSONValue?
    private let html: String?
    private let retryAfter: Int?
    private let requestID = UUID().uuidString.lowercased()

    init(_ reply: Reply) {
        status = reply.status
        body = reply.body
        html = nil
        retryAfter = nil
    }

    init(_ error: CloudRefusal) {
        status = error.status
        body = ["id": .string(error.id), "message": .string(error.message), "request_id": .string(requestID)]
        html = nil
        retryAfter = error.retryAfter
    }

    private init(status: Int, html: String) {
        self.status = status
        body = nil
        self.html = html
        retryAfter = nil
    }

    /// What the network edge answers if the API does not: no JSON at all.
    static let unavailable = Answer(
        status: 503,
        html: "<html><head><title>503 Service Temporarily Unavailable</title></head><body>503</body></html>"
    )

    /// The response, with the headers that every response of the API has.
    func response(budget: [(name: String, value: String)]) throws -> Response {
        var headers = HTTPFields()
        var pairs = budget
        pairs.append(("x-request-id", requestID))
        if let retryAfter { pairs.append(("retry-after", String(retryAfter))) }
        if body != nil { pairs.append(("content-type", "application/json; charset=utf-8")) }
        if html != nil { pairs.append(("content-type", "text/html; charset=utf-8")) }
        for (name, value) in pairs {
            if let field = HTTPField.Name(name) { headers.append(HTTPField(name: field, value: value)) }
        }
        let bytes: ByteBuffer
        if let body {
            bytes = ByteBuffer(bytes: try JSONEncoder().encode(body))
        } else {
            bytes = ByteBuffer(string: html ?? "")
        }
        return Response(
            status: HTTPResponse.Status(code: status),
            headers: headers,
            body: bytes.readableBytes > 0 ? ResponseBody(byteBuffer: bytes) : ResponseBody()
        )
    }
}
