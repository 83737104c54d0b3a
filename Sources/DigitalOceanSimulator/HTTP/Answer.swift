import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// A reply or a refusal on its way out.
struct Answer: Sendable {
    let status: Int
    private let body: JSON?
    private let html: String?
    private let retryAfter: Int?
    private let requestID = UUID().uuidString.lowercased()

    init(_ reply: Reply) {
        status = reply.status
        body = reply.body
        html = nil
        retryAfter = nil
    }

    init(_ error: APIError) {
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

    /// What the edge in front of the API says when the API does not answer: no JSON at all.
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
