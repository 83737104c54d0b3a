internal import HTTPTypes
internal import Hummingbird

/// A page for people at an unknown address; programs, and everything below `/api/`, get the API's answer.
struct ConsoleNotFound: RouterMiddleware {
    typealias Context = FrontContext

    /// The logged-in user; nil if there is none, or if this cannot be determined.
    let caller: @Sendable (Request, FrontContext) async -> Caller?

    @concurrent
    func handle(
        _ request: Request,
        context: FrontContext,
        next: @concurrent (Request, FrontContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            guard error.status == .notFound, request.method == .get, !request.uri.path.hasPrefix("/api/"),
                AcceptedTypes(request.headers[.accept] ?? "").prefersPages
            else { throw error }
            return ConsolePage(
                title: "Not Found",
                caller: await caller(request, context),
                content: #"<h1>Not Found</h1><p><a href="/">To the workspaces</a></p>"#,
                problem: "There is nothing at this address."
            ).response(.notFound)
        }
    }
}
