/// Why a password could not be hashed or checked. Never holds one.
package enum PasswordError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More checks wait than can be done within anybody's patience.
    case busy
    /// The password is not between ``PasswordRules/shortest`` characters and ``PasswordRules/longest`` bytes.
    case malformed
    /// libcrypt refused to work.
    case unavailable

    /// What happened, in a sentence.
    package var description: String {
        switch self {
        case .busy: "Too many passwords are being checked; try again in a few seconds."
        case .malformed: "The password has a length or a character that bcrypt cannot keep."
        case .unavailable: "The system's libcrypt did not make a bcrypt hash."
        }
    }
}
