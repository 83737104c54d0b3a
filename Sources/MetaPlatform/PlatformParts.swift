public import Passwords
public import PlatformStore

/// What the front works with: the stores, and what the daemon shares with it.
public struct PlatformParts: Sendable {
    /// Users.
    public var accounts: any AccountStore
    /// Makes and checks hashes.
    public var hasher: PasswordHasher

    /// Names each part.
    public init(accounts: any AccountStore, hasher: PasswordHasher) {
        self.accounts = accounts
        self.hasher = hasher
    }
}
