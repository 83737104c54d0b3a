internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// Logging in and out with a cookie.
struct SessionEndpoints: Sendable {
    let sessions: Sessions
    let describe: @Sendable (Account) async throws -> User

    var all: [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/auth/sessions/",
                summary: "Logs in: sets the cookie of a session that lasts twelve hours.",
                access: .anyone,
                body: [AccountFields.email, AccountFields.password],
                answer: .init(status: .created, record: Session.self),
                limitsAttempts: true,
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
        try CrossOrigin.refuseForged(call.request)
        let (account, header) = try await sessions.open(BasicCredentials(call.fields), call.context)
        return try .json(Session(user: try await describe(account)), status: .created, headers: [.setCookie: header])
    }

    private func close(_ call: Call) async throws -> Response {
        Response(status: .noContent, headers: [.setCookie: try await sessions.close(call.caller)])
    }
}
