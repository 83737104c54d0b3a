internal import Passwords
package import Workspaces

/// The checked input for a new user; API and command line share the rules.
package struct NewAccountInput: Sendable {
    /// In lower case.
    package let email: String
    /// Any name.
    package let username: String
    /// As typed.
    package let password: Secret<String>

    /// The problem, in a sentence that names the field.
    package struct Refusal: Error, CustomStringConvertible {
        /// The sentence.
        package let description: String
        /// Whether it is malformed, not merely a bad choice.
        let isAboutForm: Bool
    }

    /// Checks all three.
    ///
    /// - Throws: ``Refusal``.
    package init(email: String, username: String, password: String) throws(Refusal) {
        do throws(APIError) {
            self.email = try AccountFields.checkedEmail(Fields.check(email, AccountFields.email))
            self.username = try Fields.check(username, AccountFields.username)
        } catch {
            throw Refusal(description: error.detail, isAboutForm: true)
        }
        if let refusal = PasswordRules.refusal(of: password, own: [self.email, self.username]) {
            throw Refusal(description: "password \(refusal)", isAboutForm: false)
        }
        self.password = Secret(password)
    }
}
