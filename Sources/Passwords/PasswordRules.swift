/// What a new password must be.
package enum PasswordRules {
    /// The fewest characters.
    package static let shortest = 8
    /// The most bytes: bcrypt reads no further, so a longer one would be weaker than it looks.
    package static let longest = 72

    /// What is wrong with a new password, in a sentence that starts after its name; nil when nothing is.
    ///
    /// - Parameter own: the user's own words, such as the e-mail and the name, which others would try first.
    package static func refusal(of password: String, own: [String]) -> String? {
        if password.unicodeScalars.count < shortest { return "must have at least \(shortest) characters." }
        if password.utf8.count > longest {
            return "has \(password.utf8.count) bytes in UTF-8; at most \(longest) are possible."
        }
        if password.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "must not contain control characters."
        }
        let plain = password.lowercased()
        if CommonPasswords.all.contains(plain) || Set(plain).count == 1 || isDecorated(plain) {
            return "is one of the most common passwords; choose another."
        }
        if own.contains(where: { !$0.isEmpty && $0.lowercased() == plain }) {
            return "must differ from the e-mail and the user name."
        }
        return nil
    }

    /// Whether it is a common password with digits and signs behind it: whoever guesses tries these next.
    private static func isDecorated(_ password: String) -> Bool {
        let ends = [password.lastIndex(where: \.isLetter), password.lastIndex { $0.isLetter || $0.isNumber }]
        return ends.compactMap { $0 }.contains { last in
            let end = password.index(after: last)
            return password[end...].count < shortest && CommonPasswords.all.contains(String(password[..<end]))
        }
    }
}
