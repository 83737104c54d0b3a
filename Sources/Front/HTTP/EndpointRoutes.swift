internal import HTTPTypes
internal import Hummingbird

/// Adds endpoints to a router, and for each path an answer for unsupported methods.
struct EndpointRoutes: Sendable {
    /// All registered methods that the HTTP parser knows, so that a known path never looks unknown.
    private static let methods: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        + ["QUERY", "PROPFIND", "SEARCH", "LINK", "UNLINK", "PURGE", "REPORT"].compactMap { HTTPRequest.Method($0) }

    let endpoints: [Endpoint]
    let authenticator: Authenticator
    /// Nil if users may call without a limit.
    let rates: RequestRates?

    func add(to router: Router<FrontContext>) {
        var byPath: [String: [Endpoint]] = [:]
        for endpoint in endpoints {
            for path in [endpoint.path] + endpoint.aliases { byPath[path, default: []].append(endpoint) }
        }
        for (path, endpoints) in byPath {
            for endpoint in endpoints {
                router.on(RouterPath(path), method: endpoint.method) { request, context in
                    do {
                        return try await respond(to: request, context, endpoint)
                    } catch  where endpoint.errorName != "detail" {
                        return FrontMiddleware.refusal(for: error, context).response(named: endpoint.errorName)
                    }
                }
            }
            var present = Set(endpoints.map(\.method))
            if present.contains(.get) { present.insert(.head) }
            let allowed = present.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods where !present.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw APIError(
                        .methodNotAllowed,
                        "\(method.rawValue) is not allowed here; use \(allowed).",
                        headers: [.allow: allowed]
                    )
                }
            }
        }
    }

    private func respond(
        to request: Request,
        _ context: FrontContext,
        _ endpoint: Endpoint
    ) async throws -> Response {
        let caller = try await authenticator.admit(request, context, to: endpoint.access)
        if let caller { try rates?.take(caller.id) }
        context.body.begin()
        let bytes = try await JSONBody.collect(request)
        context.body.end()
        // Even if no body is read, the body of a POST must be valid.
        let fields =
            endpoint.body != nil || endpoint.method == .post
            ? try JSONBody.fields(bytes, of: request, isOptional: endpoint.isBodyOptional) : Fields(members: [:])
        return try await endpoint.handle(
            Call(request: request, context: context, fields: fields, identified: caller) {
                await isAdmitted(request, context, endpoint)
            }
        )
    }

    /// A database that does not answer must not end a stream.
    private func isAdmitted(_ request: Request, _ context: FrontContext, _ endpoint: Endpoint) async -> Bool {
        do {
            _ = try await authenticator.admit(request, context, to: endpoint.access)
            return true
        } catch {
            return !(error is APIError)
        }
    }
}
