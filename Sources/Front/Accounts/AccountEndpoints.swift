internal import HTTPTypes
internal import Hummingbird
internal import Passwords
internal import Workspaces

/// Registration and the user's own account.
struct AccountEndpoints: Sendable {
    let accounts: any AccountStore
    let hasher: PasswordHasher
    let limiter: AttemptLimiter
    var isRegistrationOpen = true

    /// How many users an address may register before it has to wait: each costs a quarter of a second of computing.
    static let rule = AttemptLimiter.Rule(
        free: 20,
        firstWait: .seconds(10),
        longestWait: .seconds(600),
        memory: .seconds(3600)
    )

    var all: [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/auth/users/register/",
                summary: "Registers a user.",
                access: .anyone,
                body: [
                    AccountFields.email, AccountFields.username, AccountFields.newPassword,
                    AccountFields.passwordConfirm,
                ],
                answer: .init(status: .created, record: Registration.self),
                limitsAttempts: true,
                handle: register
            ),
            Endpoint(
                method: .get,
                path: "/api/auth/users/me/",
                summary: "Shows who is logged in.",
                access: .user(.read),
                answer: .init(record: User.self),
                handle: { call in try .json(try await user(call.caller.account)) }
            ),
        ]
    }

    private func register(_ call: Call) async throws -> Response {
        guard isRegistrationOpen else {
            throw APIError(.forbidden, "Registration is closed; ask the operator of this Moorage for a user.")
        }
        let password = try call.fields.text(AccountFields.newPassword)
        let email = try call.fields.text(AccountFields.email)
        let username = try call.fields.text(AccountFields.username)
        let input: NewAccountInput
        do throws(NewAccountInput.Refusal) {
            input = try NewAccountInput(email: email, username: username, password: password)
        } catch {
            // Valid as far as the documentation can express it, hence not a 400.
            throw APIError(error.isAboutForm ? .badRequest : .conflict, error.description)
        }
        guard try call.fields.text(AccountFields.passwordConfirm).utf8.elementsEqual(password.utf8) else {
            throw APIError(.conflict, "password_confirm differs from password.")
        }
        let address = ClientKey.of(call.context.clientAddress)
        if let wait = limiter.take(address) {
            throw APIError.tooMany("Too many registrations from your address; try again later.", retryAfter: wait)
        }
        let hash = try await hasher.hash(input.password)
        let account = NewAccount(email: input.email, username: input.username, hashedPassword: hash, isStaff: false)
        switch try await accounts.add(account) {
        case .made(let account): return try .json(Registration(try await user(account)), status: .created)
        case .emailTaken: throw APIError(.conflict, "email belongs to another user.")
        case .usernameTaken: throw APIError(.conflict, "username belongs to another user.")
        }
    }

    /// A user with the current number of their workspaces.
    func user(_ account: Account) async throws -> User {
        User(account, workspaceCount: try await accounts.workspaceCount(of: account.id))
    }
}
