public import WorkspaceModel

/// A row of `meta_users`.
public struct Account: Sendable {
    /// `id`.
    public let id: Int64
    /// In lower case.
    public let email: String
    /// The name that the user chose.
    public let username: String
    /// bcrypt, or whatever another program wrote.
    public let hashedPassword: Secret<String>
    /// `free` unless somebody pays.
    public let tier: String
    /// How many workspaces the user may have.
    public let maxWorkspaces: Int64
    /// Whether the address was proven to be the user's.
    public let isEmailVerified: Bool
    /// Whether the user runs this installation.
    public let isStaff: Bool

    /// Names each field.
    public init(
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
