/// A user to be.
public struct NewAccount: Sendable {
    /// In lower case, checked.
    public let email: String
    /// The name that the user chose.
    public let username: String
    /// bcrypt.
    public let hashedPassword: String
    /// Whether the user runs this installation.
    public let isStaff: Bool

    /// Names each field.
    public init(email: String, username: String, hashedPassword: String, isStaff: Bool) {
        self.email = email
        self.username = username
        self.hashedPassword = hashedPassword
        self.isStaff = isStaff
    }

    /// How it ended.
    public enum Outcome: Sendable {
        /// The user exists now.
        case made(Account)
        /// Another user has the e-mail.
        case emailTaken
        /// Another user has the name, and the table's owner forbids that.
        case usernameTaken
    }
}
