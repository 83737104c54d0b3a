/// A row of `meta_users`.
package struct Account: Sendable {
    /// `id`.
    package let id: Int64
    /// In lower case.
    package let email: String
    /// The name that the user chose.
    package let username: String
    /// bcrypt, or whatever another program wrote.
    package let hashedPassword: Secret<String>
    /// `free` unless somebody pays.
    package let tier: String
    /// How many workspaces the user may have.
    package let maxWorkspaces: Int64
    /// Whether the address was proven to be the user's.
    package let isEmailVerified: Bool
    /// Whether the user runs this installation.
    package let isStaff: Bool

    package init(
        id: Int64,
        email: String,
        username: String,
        hashedPassword: Secret<String>,
        tier: String,
        maxWorkspaces: Int64,
        isEmailVerified: Bool,
        isStaff: Bool
    ) {
        self.id = id
        self.email = email
        self.username = username
        self.hashedPassword = hashedPassword
        self.tier = tier
        self.maxWorkspaces = maxWorkspaces
        self.isEmailVerified = isEmailVerified
        self.isStaff = isStaff
    }
}
