/// A user to be.
package struct NewAccount: Sendable {
    /// In lower case, checked.
    package let email: String
    /// The name that the user chose.
    package let username: String
    /// bcrypt.
    package let hashedPassword: String
    /// Whether the user runs this installation.
    package let isStaff: Bool

    package init(email: String, username: String, hashedPassword: String, isStaff: Bool) {
        self.email = email
        self.username = username
        self.hashedPassword = hashedPassword
        self.isStaff = isStaff
    }

    /// How it ended.
    package enum Outcome: Sendable {
        /// The user exists now.
        case made(Account)
        /// Another user has the e-mail.
        case emailTaken
        /// Another user has the name, and the table's owner forbids that.
        case usernameTaken
    }
}
