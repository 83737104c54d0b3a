/// A row of `meta_users`, including the columns that only the log-in may see.
package struct Account: Sendable {
    package let id: Int64
    /// In lower case.
    package let email: String
    /// The name that the user chose.
    package let username: String
    /// bcrypt, or any text from another program.
    package let hashedPassword: Secret<String>
    /// `free` unless the user pays.
    package let tier: String
    package let maxWorkspaces: Int64
    /// Whether the address was verified.
    package let isEmailVerified: Bool
    /// Whether the user is staff.
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

/// A new user.
package struct NewAccount: Sendable {
    /// In lower case, checked.
    package let email: String
    package let username: String
    /// bcrypt.
    package let hashedPassword: String
    package let isStaff: Bool

    package init(email: String, username: String, hashedPassword: String, isStaff: Bool) {
        self.email = email
        self.username = username
        self.hashedPassword = hashedPassword
        self.isStaff = isStaff
    }

    /// The result of adding a user.
    package enum Outcome: Sendable {
        /// The user now exists.
        case made(Account)
        /// Another user has the e-mail.
        case emailTaken
        /// Another user has the name, and the table's owner forbids that.
        case usernameTaken
    }
}

/// A user, as shown to that user and to staff.
package struct User: Record {
    package let id: Int64
    package let email: String
    package let username: String
    package let tier: String
    package let maxWorkspaces: Int64
    /// Decommissioned workspaces do not count.
    package let workspaceCount: Int64
    package let canCreateWorkspace: Bool
    package let isEmailVerified: Bool
    package let isStaff: Bool

    package init(_ account: Account, workspaceCount: Int64) {
        id = account.id
        email = account.email
        username = account.username
        tier = account.tier
        maxWorkspaces = account.maxWorkspaces
        self.workspaceCount = workspaceCount
        canCreateWorkspace = workspaceCount < account.maxWorkspaces
        isEmailVerified = account.isEmailVerified
        isStaff = account.isStaff
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case email
        case username
        case tier = "subscription_tier"
        case maxWorkspaces = "max_workspaces"
        case workspaceCount = "workspace_count"
        case canCreateWorkspace = "can_create_workspace"
        case isEmailVerified = "email_verified"
        case isStaff = "is_staff"
    }

    package static let example = User(
        Account(
            id: 7,
            email: "ann@example.org",
            username: "ann",
            hashedPassword: Secret(""),
            tier: "free",
            maxWorkspaces: 3,
            isEmailVerified: false,
            isStaff: false
        ),
        workspaceCount: 1
    )
}

/// A user in the list of all users.
package typealias ListedUser = Extended<User, ListedUserMembers>

package struct ListedUserMembers: RecordExtension {
    package static let schemaName = "ListedUser"
    package static let example = Self(tokenCount: 1)

    /// The number of valid tokens.
    package let tokenCount: Int64

    package init(tokenCount: Int64) { self.tokenCount = tokenCount }

    private enum CodingKeys: String, CodingKey { case tokenCount = "token_count" }
}

/// The answer to a registration.
package struct Registration: Record {
    package static let example = Self(.example)

    package let message: String
    package let user: User

    package init(_ user: User) {
        message = "User registered successfully"
        self.user = user
    }
}

/// The answer to a log-in.
package struct Session: Record {
    package static let example = Self(user: .example)

    package let user: User

    package init(user: User) { self.user = user }
}
