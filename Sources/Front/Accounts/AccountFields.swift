internal import Passwords

/// The fields of registration and log-in, and the form of an e-mail.
enum AccountFields {
    static let longestEmail = 255

    static let email = Field(
        "email",
        .text(3...longestEmail),
        required: true,
        pattern: "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*$",
        "The address; stored in lower case."
    )
    static let username = Field.name(1...150, named: "username", required: true, "Any name, not blank.")
    static let password = Field("password", .text(1...1024), required: true, "The password.")
    static let newPassword = Field(
        "password",
        .text(PasswordRules.shortest...PasswordRules.longest),
        required: true,
        "At least 8 characters and at most 72 bytes in UTF-8; not one of the most common ones.",
        tooLong: tooManyBytes
    )
    static let passwordConfirm = Field(
        "password_confirm",
        .text(PasswordRules.shortest...PasswordRules.longest),
        required: true,
        "The same again.",
        tooLong: tooManyBytes
    )
    /// The limit is in characters, each of which has at least one byte.
    private static let tooManyBytes = "must be at most \(PasswordRules.longest) bytes in UTF-8."

    /// What may come before the `@` besides letters and digits, as in HTML's rule for e-mails. No colon, because it
    /// ends the user name in HTTP Basic.
    private static let signs = Set(".!#$%&'*+/=?^_`{|}~-".utf8)

    /// An address in lower case: one `@` with a name before and a domain after it.
    static func checkedEmail(_ text: String) throws(APIError) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = parts[0].utf8.allSatisfy { $0.isASCIILetterOrDigit || signs.contains($0) }
        let labels = (parts.last ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let isDomain = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == 0x2D }
        }
        guard isPlain, parts.count == 2, (1...64).contains(parts[0].utf8.count), isDomain else {
            throw .field("email", "must be an e-mail address such as user@example.com.")
        }
        return text.lowercased()
    }
}
