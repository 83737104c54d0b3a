internal import HTTPTypes
internal import Hummingbird
internal import PlatformStore
internal import WorkspaceModel

/// Logging in and out with a cookie.
struct SessionEndpoints: Sendable {
    /// A working day: the cookie is not renewed, so a stolen one does not live longer.
    static let lifetime = Duration.seconds(12 * 3600)

    let accounts: any AccountStore
    let authenticator: Authenticator
    let cookie: SessionCookie
    let describe: @Sendable (Account) async throws -> JSON

    var all: [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/auth/sessions/",
                summary: "Logs in: sets the cookie of a session that lives for twelve hours.",
                access: .anyone,
                body: [AccountFields.email, AccountFields.password],
                answer: .init(status: .created, schema: "Session"),
                handle: open
            ),
            Endpoint(
                method: .delete,
                path: "/api/auth/sessions/",
                summary: "Logs out: ends the session of the cookie.",
                access: .user(.read),
                answer: .init(status: .noContent),
                handle: close
            ),
        ]
    }

    private func open(_ call: Call) async throws -> Response {
        guard !CrossOrigin.isForged(call.request) else {
            throw APIError(.forbidden, "This request comes from a page of another site and was refused.")
        }
        let email = try call.fields.text(AccountFields.email)
        let password = Secret(try call.fields.text(AccountFields.password))
        let (account, header) = try await open(BasicCredentials(email: email, password: password), call.context)
        return .json(["user": try await describe(account)], status: .created, headers: [.setCookie: header])
    }

    /// Begins a session.
    ///
    /// - Returns: its user, and the value of `Set-Cookie`.
    func open(
        _ credentials: BasicCredentials,
        _ context: PlatformContext
    ) async throws -> (Account, setCookie: String) {
        let account = try await authenticator.account(credentials, context)
        let secret = RandomToken.secret()
        try await accounts.openSession(of: account.id, digest: RandomToken.digest(secret), lifetime: Self.lifetime)
        return (account, cookie.setting(secret, lifetime: Self.lifetime))
    }

    private func close(_ call: Call) async throws -> Response {
        if case .session(let digest) = try call.caller.proof { try await accounts.closeSession(digest) }
        return Response(status: .noContent, headers: [.setCookie: cookie.clearing])
    }
}
