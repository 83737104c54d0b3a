internal import HTTPTypes
internal import Hummingbird

/// Which pages of other origins may call the API from a browser (CORS, as the Fetch standard has it). None may unless
/// the operator names them, and none may use a session's cookie: they show who calls by Basic or by a token.
package struct CrossOriginSharing: Sendable {
    /// How long a browser may keep an answer to its question, in seconds; browsers cap it at two hours.
    private static let maxAge = "600"
    private static let methods = "GET, HEAD, POST, PATCH, DELETE"
    private static let requestHeaders = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id"
    private static let responseHeaders = "Link, Location, Retry-After, X-Request-Id, X-Total-Count"

    private let origins: Set<String>

    /// Nobody.
    package init() { origins = [] }

    /// - Parameter origins: each a scheme and a host, with a port where it is not the scheme's own, such as
    ///   `https://app.example.com`: what browsers send. Returns nil when one is anything else; there is no wildcard.
    package init?(_ origins: [String]) {
        guard origins.allSatisfy(Self.isOrigin) else { return nil }
        self.origins = Set(origins)
    }

    /// As browsers write one, so that it is compared by its bytes.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let parts = text.dropFirst(scheme.count).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty,
            host.utf8.allSatisfy({ $0.isASCIILowercaseOrDigit || $0 == 0x2E || $0 == 0x2D })
        else { return false }
        guard parts.count == 2 else { return true }
        // 443 and 80 are left out where they are the scheme's own.
        guard let port = UInt16(parts[1]), String(port) == parts[1], port > 0 else { return false }
        return port != (scheme == "https://" ? 443 : 80)
    }

    private func origin(of request: Request) -> String? {
        guard !origins.isEmpty, request.uri.path.hasPrefix("/api/") || request.uri.path == "/openapi.json",
            let origin = request.headers[.origin], origins.contains(origin)
        else { return nil }
        return origin
    }

    /// The answer to a browser that asks before it sends; nil for every other request.
    func preflight(_ request: Request) -> Response? {
        guard request.method == .options, origin(of: request) != nil,
            request.headers[.accessControlRequestMethod] != nil
        else { return nil }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: Self.methods, .accessControlAllowHeaders: Self.requestHeaders,
                .accessControlMaxAge: Self.maxAge,
            ]
        )
    }

    /// Lets a named origin's page read the answer.
    func mark(_ response: inout Response, to request: Request) {
        guard !origins.isEmpty else { return }
        // A cache must not give one origin the answer to another.
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = origin(of: request) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = Self.responseHeaders
    }
}
