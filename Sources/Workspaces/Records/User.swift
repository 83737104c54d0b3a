/// A user as the staff of an installation sees them.
package struct User: Sendable {
    /// The account.
    package var account: Account
    /// How many workspaces the user has, decommissioned ones left out.
    package var workspaceCount: Int64
    /// How many tokens of theirs are good.
    package var tokenCount: Int64

    package init(account: Account, workspaceCount: Int64, tokenCount: Int64) {
        self.account = account
        self.workspaceCount = workspaceCount
        self.tokenCount = tokenCount
    }
}
