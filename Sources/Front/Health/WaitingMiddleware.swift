internal import HTTPTypes
internal import Hummingbird

/// Answers for a front that cannot start yet, in front of the routes for health.
struct WaitingMiddleware<Context: RequestContext>: RouterMiddleware {
    private static var refusal: APIError {
        .unavailable("Moorage waits for its database; try again in a moment.", retryAfter: .seconds(5))
    }

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if HealthRoutes.paths.contains(request.uri.path) { return try await next(request, context) }
        var response = Self.refusal.response
        SafeHeaders.add(to: &response.headers)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
