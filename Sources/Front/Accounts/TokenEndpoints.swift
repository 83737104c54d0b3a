internal import Hummingbird
internal import Workspaces

/// Personal access tokens, for programs that act for a user.
struct TokenEndpoints: Sendable {
    /// Lets scanners for leaked secrets recognise a token.
    static let prefix = "mrg_"
    /// More than anybody can tell apart.
    static let limit = 50

    private static let name = Field.name(1...100, required: true, "What the token is for.")
    private static let scopes = Field(
        "scopes",
        .choices(Scope.allCases.map(\.rawValue)),
        "The scopes; read if absent. write includes read; admin is for staff only."
    )
    private static let days = Field(
        "expires_in_days",
        .integer(1...3650),
        "The number of days until it expires; if absent, it is valid until it is revoked."
    )

    let accounts: any AccountStore

    var all: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/auth/tokens/",
                summary: "Lists the user's own tokens, without their secrets.",
                access: .user(.read),
                answer: .init(record: AccessToken.self, isList: true),
                handle: { call in
                    try .json(try await accounts.tokens(of: call.caller.id))
                }
            ),
            Endpoint(
                method: .post,
                path: "/api/auth/tokens/",
                summary: "Creates a token; only this answer contains its secret.",
                access: .user(.write),
                body: [Self.name, Self.scopes, Self.days],
                answer: .init(status: .created, record: NewToken.self),
                handle: add
            ),
            Endpoint(
                method: .delete,
                path: "/api/auth/tokens/{token}/",
                summary: "Revokes a token: the user's own, or for staff any. Tokens cannot call this.",
                access: .user(.write),
                answer: .init(status: .noContent),
                handle: revoke
            ),
        ]
    }

    private func add(_ call: Call) async throws -> Response {
        let caller = try call.caller
        guard caller.isInPerson else { throw APIError(.forbidden, "A token cannot create tokens; log in.") }
        let name = try call.fields.text(Self.name)
        let chosen = try call.fields.optionalChoices(Self.scopes) ?? []
        let scopes = chosen.isEmpty ? [Scope.read.rawValue] : chosen
        guard caller.account.isStaff || !scopes.contains(Scope.admin.rawValue) else {
            throw APIError(.forbidden, "Only staff of this installation may use the scope admin.")
        }
        let days = try call.fields.optionalInteger(Self.days)
        let secret = Self.prefix + RandomToken.secret()
        let token = try await accounts.addToken(
            of: caller.id,
            name: name,
            scopes: scopes,
            digest: RandomToken.digest(secret),
            lifetime: days.map { .seconds($0 * 86_400) },
            limit: Self.limit
        )
        guard let token else {
            throw APIError(.conflict, "You already have \(Self.limit) tokens; revoke one first.")
        }
        return try .json(NewToken(token, .init(token: secret)), status: .created)
    }

    private func revoke(_ call: Call) async throws -> Response {
        // A leaked token must not lock out the user's other programs.
        let caller = try call.caller
        guard caller.isInPerson else { throw APIError(.forbidden, "A token cannot revoke tokens; log in.") }
        guard let id = call.context.number("token"),
            try await accounts.revokeToken(id, of: caller.owner)
        else {
            throw APIError.notFound("token")
        }
        return Response(status: .noContent)
    }
}
