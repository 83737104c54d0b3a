internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Passwords
internal import Workspaces

/// Handles what all requests share: id, client address, errors as JSON, safe headers, one log line.
struct FrontMiddleware: RouterMiddleware {
    typealias Context = FrontContext

    /// An id that a client may choose, to find the request in both logs.
    private static let longestRequestID = 64
    /// RFC 9110, section 4.1, recommends supporting 8,000 bytes; none of our addresses has a tenth of that.
    private static let longestAddress = 8192

    private let proxies: TrustedProxies
    private let logsAccess: Bool
    private let sharing: CrossOriginSharing
    private let servesTLS: Bool
    /// A year: browsers that connected over TLS once use only TLS (RFC 6797).
    private static let strictTransport = "max-age=31536000"
    private let metrics = RequestMetrics()

    init(_ configuration: FrontConfiguration) {
        proxies = configuration.proxies
        logsAccess = configuration.logsAccess
        sharing = configuration.sharing
        servesTLS = configuration.certificate != nil
    }

    @concurrent
    func handle(
        _ request: Request,
        context: FrontContext,
        next: @concurrent (Request, FrontContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        var context = context
        context.requestID = Self.requestID(of: request)
        context.clientAddress = proxies.client(
            peer: context.peerAddress,
            forwarded: request.headers[values: .forwardedFor]
        )
        // One id is enough; the server's own id is not the client's.
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = "\(context.requestID)"
        var response: Response
        do {
            try Self.check(request)
            if let preflight = sharing.preflight(request) {
                response = preflight
            } else {
                response = try await next(request, context)
            }
        } catch {
            response = Self.refusal(for: error, context).response
            // The answer to HEAD has no body, which would be taken for the next answer.
            if request.method == .head { response = response.createHeadResponse() }
        }
        SafeHeaders.add(to: &response.headers)
        if servesTLS { response.headers[.strictTransportSecurity] = Self.strictTransport }
        sharing.mark(&response, to: request)
        if await !context.body.hasEnded(of: request) { context.closeSoon(&response) }
        response.headers[.requestID] = context.requestID
        note(request, response, context, ContinuousClock.now - began)
        return response
    }

    static let longAddress = APIError(.uriTooLong, "The address is longer than \(longestAddress) bytes.")

    /// Things that the parser accepts and RFC 9112 does not.
    private static func check(_ request: Request) throws(APIError) {
        guard request.uri.string.utf8.count <= longestAddress else { throw longAddress }
        // The parser makes the first Host the authority. Health probes in HTTP/1.0 need no Host.
        let isProbe = HealthRoutes.paths.contains(request.uri.path)
        guard request.head.authority != nil || isProbe, request.headers[.host] == nil else {
            throw APIError(.badRequest, "A request must have exactly one Host header.")
        }
    }

    private static func requestID(of request: Request) -> String {
        if let given = request.headers[.requestID],
            (1...longestRequestID).contains(given.utf8.count),
            given.utf8.allSatisfy({ $0.isASCIILetterOrDigit || [0x2D, 0x2E, 0x5F].contains($0) })
        {
            return given
        }
        return RandomToken.hex(bytes: 8)
    }

    /// The client's view of every error; unexpected errors are logged and give no details.
    static func refusal(for error: any Error, _ context: FrontContext) -> APIError {
        switch error {
        case let error as APIError: return error
        case let error as WorkspaceRefusal: return APIError(error)
        case let error as PasswordError: return refusal(error)
        case let error as FrontStoreError where error.code == .unavailable:
            context.logger.warning("The database did not answer a request.", metadata: ["error": "\(error)"])
            return APIError.unavailable("The database does not answer now; try again in a moment.")
        case let error as FrontStoreError where error.code == .locked:
            context.logger.notice("A request was blocked by a locked row.", metadata: ["error": "\(error)"])
            return APIError.unavailable("Another program is changing this now; try again in a moment.")
        // Requests that queue, or still send a body, while the server stops.
        case is CancellationError: return APIError.unavailable("This server is shutting down; try again.")
        case let error as HTTPError: return refusal(error)
        case let error as any HTTPResponseError:
            return APIError(error.status, "The request was refused: \(error.status.reasonPhrase).")
        default:
            context.logger.error("A request failed.", metadata: ["error": "\(error)"])
            return APIError(
                .internalServerError,
                "An internal error occurred; the log describes it under request id \(context.requestID)."
            )
        }
    }

    private static func refusal(_ error: PasswordError) -> APIError {
        switch error {
        case .busy: .unavailable(error.description, retryAfter: .seconds(5))
        case .malformed: .field("password", "has an invalid length or contains an invalid character.")
        case .unavailable: .unavailable(error.description)
        }
    }

    private static func refusal(_ error: HTTPError) -> APIError {
        switch error.status {
        case .notFound: APIError(.notFound, "There is nothing at this address; /docs/ names what there is.")
        case .contentTooLarge: APIError(.contentTooLarge, "The body is larger than \(JSONBody.longest) bytes.")
        default: APIError(error.status, error.body ?? "\(error.status.reasonPhrase).", headers: error.headers)
        }
    }

    /// By matched route, never by address, which may contain private data and has no bounds.
    private func note(
        _ request: Request,
        _ response: Response,
        _ context: FrontContext,
        _ duration: Duration
    ) {
        // Hummingbird's own name for an unknown address is not a route.
        let route = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil }
        metrics.note(request.method, route, response.status.code, duration)
        let isProbe = route.map(HealthRoutes.paths.contains) ?? false
        context.logger.log(
            level: logsAccess && !isProbe ? .info : .debug,
            "Answered a request.",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(route ?? "none")",
                "status": "\(response.status.code)",
                "address": "\(context.clientAddress)", "duration_ms": "\(duration.milliseconds)",
            ]
        )
    }
}
