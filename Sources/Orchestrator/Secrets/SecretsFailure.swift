/// Why a secret could not be sealed or opened, or a master key not be used. Never holds a secret.
package struct SecretsFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// A key has the wrong form.
        case malformedKey
        /// There is no key file.
        case missingKey
        /// The key file can be read by others.
        case exposedKey
        /// The key file cannot be read or written.
        case unusableFile
        /// Sealing failed.
        case sealing
        /// Opening failed: another key, another place of use, or damaged bytes.
        case opening
    }

    /// What went wrong.
    package let code: Code
    /// A plain sentence with what to do next.
    package let message: String
    /// What lay beneath, if anything.
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    package var description: String { message }
}
