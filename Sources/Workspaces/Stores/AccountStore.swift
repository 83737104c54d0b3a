/// Users, their sessions and their tokens. Secrets arrive as digests.
///
/// All methods throw ``FrontStoreError``.
package protocol AccountStore: Sendable {
    /// The user with an e-mail, which is compared in lower case.
    func account(email: String) async throws -> Account?

    /// How many workspaces a user has, without decommissioned ones.
    func workspaceCount(of account: Int64) async throws -> Int64

    /// Makes a user.
    func add(_ account: NewAccount) async throws -> NewAccount.Outcome

    /// Grants staff status to a user, or revokes it.
    ///
    /// - Returns: false if there is no such user.
    func setStaff(_ isStaff: Bool, email: String) async throws -> Bool

    /// Begins a session, which ends when its time is over or the user's password changes.
    func openSession(of account: Int64, digest: [UInt8], lifetime: Duration) async throws

    /// The user of a session that has not ended.
    func account(session digest: [UInt8]) async throws -> Account?

    /// Ends a session.
    func closeSession(_ digest: [UInt8]) async throws

    /// Creates a token; nil if the user has reached the limit.
    func addToken(
        of account: Int64,
        name: String,
        scopes: [String],
        digest: [UInt8],
        lifetime: Duration?,
        limit: Int
    ) async throws -> AccessToken?

    /// A user's valid tokens, newest first.
    func tokens(of account: Int64) async throws -> [AccessToken]

    /// The user of a valid token, and its scopes; records its use.
    func account(token digest: [UInt8]) async throws -> (Account, scopes: [String])?

    /// Revokes a token: one of a user's or, with nil, anybody's.
    ///
    /// - Returns: false if there is no such token.
    func revokeToken(_ id: Int64, of account: Int64?) async throws -> Bool
}
