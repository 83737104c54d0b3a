internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// The console: pages for people, with the same stores and rules as the API.
///
/// Only a session's cookie authenticates here. Requests that change something are refused if another site's page sends
/// them (``CrossOrigin``), like those of the API.
struct ConsoleRoutes: Sendable {
    typealias Handler = @Sendable (ConsoleCall) async throws -> Response

    let parts: FrontParts
    let console: ConsoleParts
    let sessions: Sessions
    let rates: RequestRates?
    let isSecure: Bool

    func add(to router: Router<FrontContext>) {
        router.add(middleware: ConsoleNotFound { request, context in try? await caller(of: request, context) })
        for asset in [ConsoleAssets.style, ConsoleAssets.script] {
            router.get(RouterPath(asset.path)) { request, _ in asset.response(to: request) }
        }
        let login = LoginPages(sessions: sessions)
        open(router, .get, "/login/", login.form)
        open(router, .post, "/login/", login.logIn)
        open(router, .post, "/logout/", login.logOut)
        addWorkspaces(to: router)
        addHosts(to: router)
        let operators = OperatorPages(parts: parts)
        page(router, .get, "/operators/", operators.overview)
    }

    private func addWorkspaces(to router: Router<FrontContext>) {
        let pages = WorkspacePages(parts: parts, history: console.history)
        page(router, .get, "/", pages.list)
        page(router, .get, "/workspaces/{id}/", pages.show)
        page(router, .get, "/workspaces/{id}/delete/", pages.confirmDeletion)
        page(router, .post, "/workspaces/{id}/delete/") { try await pages.ask(for: .operation(.decommission), $0) }
        page(router, .post, "/workspaces/{id}/rename/", pages.rename)
        for button in WorkspaceButton.allCases {
            page(router, .post, "/workspaces/{id}/\(button.rawValue)/") { try await pages.ask(for: button.request, $0) }
        }
        let creation = CreationPages(workspaces: parts.workspaces, words: parts.words, estimate: console.estimate)
        page(router, .get, "/new/", creation.form)
        // For a reload of the plan's page after its form is gone.
        page(router, .get, "/new/plan/") { _ in ConsolePage.redirect(to: "/new/") }
        page(router, .post, "/new/plan/", creation.plan)
        page(router, .post, "/new/", creation.create)
    }

    private func addHosts(to router: Router<FrontContext>) {
        let pages = HostPages(hosts: parts.hosts, words: parts.words, isSecure: isSecure)
        page(router, .get, "/hosts/", pages.list)
        page(router, .post, "/hosts/enrol/", pages.enrol)
        page(router, .post, "/hosts/{id}/remove/", pages.remove)
        page(router, .post, "/hosts/enrolments/{id}/withdraw/", pages.withdraw)
    }

    /// A page for users; others are sent to the log-in and return afterwards.
    private func page(
        _ router: Router<FrontContext>,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ handler: @escaping Handler
    ) {
        answer(router, method, path) { request, context in try await show(request, context, handler) }
    }

    private func show(
        _ request: Request,
        _ context: FrontContext,
        _ handler: Handler
    ) async throws -> Response {
        guard let caller = try await caller(of: request, context) else {
            let target = request.method == .get ? "?next=\(LoginPages.encode(request.uri.string))" : ""
            return ConsolePage.redirect(to: "/login/\(target)")
        }
        do {
            try rates?.take(caller.id)
            return try await handler(Self.call(request, context, caller))
        } catch {
            return Self.page(of: error, context, caller)
        }
    }

    /// A page for everybody.
    private func open(
        _ router: Router<FrontContext>,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ handler: @escaping Handler
    ) {
        answer(router, method, path) { request, context in
            try CrossOrigin.refuseForged(request)
            return try await handler(Self.call(request, context, try await caller(of: request, context)))
        }
    }

    private func answer(
        _ router: Router<FrontContext>,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ respond: @escaping @Sendable (Request, FrontContext) async throws -> Response
    ) {
        router.on(RouterPath(path), method: method) { request, context in
            do {
                return try await respond(request, context)
            } catch {
                return Self.page(of: error, context, nil)
            }
        }
    }

    /// An error as a page, with the API's status and sentence.
    private static func page(of error: any Error, _ context: FrontContext, _ caller: Caller?) -> Response {
        let refusal = FrontMiddleware.refusal(for: error, context)
        var headers = refusal.headers
        headers[.wwwAuthenticate] = nil
        let title = refusal.status.reasonPhrase
        let content: HTML = #"<h1>\#(title)</h1><p><a href="/">To the workspaces</a></p>"#
        return ConsolePage(title: title, caller: caller, content: content, problem: refusal.detail)
            .response(refusal.status, headers: headers)
    }

    /// Only by the session's cookie: a token has scopes, which pages do not know.
    private func caller(of request: Request, _ context: FrontContext) async throws -> Caller? {
        var head = request.head
        head.headerFields[.authorization] = nil
        return try await sessions.authenticator.caller(of: Request(head: head, body: request.body), context)
    }

    /// A request with its submitted form.
    private static func call(
        _ request: Request,
        _ context: FrontContext,
        _ caller: Caller?
    ) async throws -> ConsoleCall {
        var form = Form()
        if request.method == .post {
            context.body.begin()
            form = try Form(try await JSONBody.collect(request))
            context.body.end()
        }
        return ConsoleCall(request: request, context: context, caller: caller, form: form)
    }
}
