/// Why a secret could not be sealed or opened, or a master key not be used. Never holds a secret.
public struct SecretsFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: Hashable, Sendable {
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
    public let code: Code
    /// A plain sentence with what to do next.
    public let message: String
    /// What lay beneath, if anything.
    public let cause: (any Error)?

    /// Names each part.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}
