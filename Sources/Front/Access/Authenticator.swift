internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Passwords
internal import Workspaces

/// Identifies the caller of a request, by HTTP Basic, a session's cookie, or a personal access token.
///
/// The API and the console share it, including its memory of failures.
final class Authenticator: Sendable {
    private let accounts: any AccountStore
    private let hasher: PasswordHasher
    private let verified = VerifiedPasswords()
    /// An account's failures count by address: a person who knows an e-mail must not be able to lock its user out
    /// elsewhere.
    private let failuresByAccount = AttemptLimiter(
        .init(free: 5, firstWait: .seconds(1), longestWait: .seconds(30), memory: .seconds(900))
    )
    private let failuresByAddress = AttemptLimiter(
        .init(free: 20, firstWait: .seconds(1), longestWait: .seconds(300), memory: .seconds(900))
    )
    private let guessing = PasswordGuessing()

    init(accounts: any AccountStore, hasher: PasswordHasher) {
        self.accounts = accounts
        self.hasher = hasher
    }

    /// The caller, if the call is allowed.
    ///
    /// - Returns: nil only if everybody may call; credentials are then ignored.
    /// - Throws: ``APIError`` 401, with `Retry-After` after too many failures, or 403.
    func admit(
        _ request: Request,
        _ context: FrontContext,
        to access: Endpoint.Access
    ) async throws -> Caller? {
        guard access != .anyone else { return nil }
        guard let caller = try await caller(of: request, context) else { throw Self.unauthenticated(request) }
        switch access {
        case .anyone: break
        case .user(let scope):
            guard caller.has(scope) else { throw Self.lacks(scope) }
        case .staff:
            guard caller.account.isStaff else {
                throw APIError(.forbidden, "Only staff of this installation may do this.")
            }
            guard caller.isStaff else { throw Self.lacks(.admin) }
        }
        return caller
    }

    /// The caller of a request; nil if there are no credentials, or if the session has ended.
    func caller(of request: Request, _ context: FrontContext) async throws -> Caller? {
        guard let header = request.headers[.authorization] else { return try await sessionCaller(request) }
        let parts = header.split(separator: " ", maxSplits: 1)
        switch (parts.first?.lowercased(), parts.count) {
        case ("basic", 2):
            guard let credentials = BasicCredentials(parts[1]) else { throw Self.unauthenticated(request) }
            do {
                return Caller(account: try await account(credentials, context), proof: .password)
            } catch let error as APIError where error.status == .tooManyRequests {
                // The refusal is for not being logged in; the wait is additional information.
                throw APIError(.unauthorized, error.detail, headers: error.headers)
            }
        case ("bearer", 2):
            return try await tokenCaller(String(parts[1]))
        default: throw Self.unauthenticated(request)
        }
    }

    /// The account for an e-mail and a password.
    ///
    /// - Throws: ``APIError`` 401 in the same time whether the user exists or not; 429 after too many failures.
    func account(_ credentials: BasicCredentials, _ context: FrontContext) async throws -> Account {
        let email = String(credentials.email.lowercased().prefix(AccountFields.longestEmail))
        // Postgres cannot compare a text that it cannot store.
        let account = email.utf8.contains(0) ? nil : try await accounts.account(email: email)
        if let account, verified.contains(credentials.password, of: account) { return account }
        let address = ClientKey.of(context.clientAddress)
        // An address contains no space, so two pairs never share a key.
        let pair = "\(address) \(email)"
        let attempt = try await Attempt(
            [(failuresByAddress, address), (failuresByAccount, pair)],
            refusal: "Too many failed log-ins; try again later."
        )
        let isRight: Bool
        do {
            isRight = try await verify(credentials.password, of: account)
        } catch {
            attempt.end(hasFailed: false)
            throw error
        }
        let failures = attempt.end(hasFailed: !isRight)
        guard isRight, let account else {
            guessing.note(failures: failures, of: email, from: context.clientAddress, context.logger)
            throw APIError(.unauthorized, "The e-mail or the password is wrong.", headers: Self.challenge)
        }
        failuresByAccount.noteSuccess(of: pair)
        return account
    }

    private func verify(_ password: Secret<String>, of account: Account?) async throws -> Bool {
        // Another caller in the queue may have sent the same password first.
        if let account, verified.contains(password, of: account) { return true }
        let isRight = try await hasher.verify(password, against: account?.hashedPassword.reveal())
        guard isRight, let account else { return false }
        verified.insert(password, of: account)
        return true
    }

    private func sessionCaller(_ request: Request) async throws -> Caller? {
        guard let secret = SessionCookie.secret(in: request) else { return nil }
        let digest = RandomToken.digest(secret)
        guard let account = try await accounts.account(session: digest) else { return nil }
        try CrossOrigin.refuseForged(request)
        return Caller(account: account, proof: .session(digest: digest))
    }

    private func tokenCaller(_ secret: String) async throws -> Caller {
        guard secret.hasPrefix(TokenEndpoints.prefix),
            let (account, scopes) = try await accounts.account(token: RandomToken.digest(secret))
        else {
            throw APIError(
                .unauthorized,
                "The token is unknown, revoked or expired; create a new one.",
                headers: Self.challenge
            )
        }
        return Caller(account: account, proof: .token(scopes: scopes))
    }

    private static func lacks(_ scope: Scope) -> APIError {
        APIError(.forbidden, "This token lacks the scope \(scope.rawValue); create one that has it.")
    }

    private static let challenge: HTTPFields = [.wwwAuthenticate: "Basic realm=\"Moorage\", charset=\"UTF-8\""]

    /// A browser that shows our pages gets no challenge, because its own dialogue would come before our page.
    static func unauthenticated(_ request: Request) -> APIError {
        APIError(
            .unauthorized,
            "Log in: with HTTP Basic and the e-mail as user name, with a session, or with a token.",
            headers: request.headers[.secFetchSite] == nil ? challenge : [:]
        )
    }
}
