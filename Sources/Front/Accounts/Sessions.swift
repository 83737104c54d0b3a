internal import Hummingbird
internal import Workspaces

/// Begins and ends sessions, for the API and for the console.
struct Sessions: Sendable {
    /// A working day: the cookie is not renewed, so a stolen one does not last longer.
    private static let lifetime = Duration.seconds(12 * 3600)

    let accounts: any AccountStore
    let authenticator: Authenticator
    let cookie: SessionCookie

    /// Begins a session.
    ///
    /// - Returns: its user, and the value of `Set-Cookie`.
    func open(
        _ credentials: BasicCredentials,
        _ context: FrontContext
    ) async throws -> (Account, setCookie: String) {
        let account = try await authenticator.account(credentials, context)
        let secret = RandomToken.secret()
        try await accounts.openSession(of: account.id, digest: RandomToken.digest(secret), lifetime: Self.lifetime)
        return (account, cookie.setting(secret, lifetime: Self.lifetime))
    }

    /// Ends the caller's session, if they authenticated with one.
    ///
    /// - Returns: the value of `Set-Cookie`.
    func close(_ caller: Caller?) async throws -> String {
        if case .session(let digest)? = caller?.proof { try await accounts.closeSession(digest) }
        return cookie.clearing
    }
}
