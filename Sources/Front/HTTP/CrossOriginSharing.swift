internal import HTTPTypes
internal import Hummingbird

/// The pages of other origins that may call the API from a browser (CORS, as in the Fetch standard). None may unless
/// the operator names them, and none may use a session's cookie: they authenticate with Basic or a token.
package struct CrossOriginSharing: Sendable {
    /// How long a browser may cache a preflight answer, in seconds; browsers cap it at two hours.
    private static let maxAge = "600"
    private static let methods = "GET, HEAD, POST, PATCH, DELETE"
    private static let requestHeaders = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id"
    private static let responseHeaders = "Link, Location, Retry-After, X-Request-Id, X-Total-Count"

    private let origins: Set<String>

    /// Nobody.
    package init() { origins = [] }

    /// - Parameter origins: each a scheme and a host, with a port unless it is the scheme's default, such as
    ///   `https://app.example.com`: the format of browsers. Returns nil if one has another form; there is no wildcard.
    package init?(_ origins: [String]) {
        guard origins.allSatisfy(Self.isOrigin) else { return nil }
        self.origins = Set(origins)
    }

    /// In the browsers' spelling, so that bytes can be compared.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let parts = text.dropFirst(scheme.count).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty,
            host.utf8.allSatisfy({ $0.isASCIILowercaseOrDigit || $0 == 0x2E || $0 == 0x2D })
        else { return false }
        guard parts.count == 2 else { return true }
        // 443 and 80 are omitted if they are the scheme's default.
        guard let port = UInt16(parts[1]), String(port) == parts[1], port > 0 else { return false }
        return port != (scheme == "https://" ? 443 : 80)
    }

    private func origin(of request: Request) -> String? {
        guard !origins.isEmpty, request.uri.path.hasPrefix("/api/") || request.uri.path == "/openapi.json",
            let origin = request.headers[.origin], origins.contains(origin)
        else { return nil }
        return origin
    }

    /// The answer to a browser's preflight request; nil for every other request.
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
        // A cache must not give one origin the answer for another.
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = origin(of: request) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = Self.responseHeaders
    }
}
