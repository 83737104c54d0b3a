/// A user as the staff of an installation sees them.
public struct UserRecord: Sendable {
    /// The account.
    public var account: Account
    /// How many workspaces the user has, decommissioned ones left out.
    public var workspaceCount: Int64
    /// How many tokens of theirs are good.
    public var tokenCount: Int64

    /// Names each field.
    public init(account: Account, workspaceCount: Int64, tokenCount: Int64) {
        self.account = account
        self.workspaceCount = workspaceCount
        self.tokenCount = tokenCount
    }
}
