/// Why an archive could not be made.
public struct ArchiveError: Error, Sendable, CustomStringConvertible {
    /// What was wrong.
    public enum Code: Hashable, Sendable {
        /// A name is too long for ustar, empty, absolute, or has `..` in it.
        case name
        /// A file or the whole is larger than an archive may be.
        case size
        /// The folder or a file in it cannot be read.
        case unreadable
        /// Something that is neither a file nor a folder.
        case unsupportedEntry
        /// The folder lacks what such a folder must have.
        case incomplete
    }

    /// What was wrong.
    public let code: Code
    /// One or two plain sentences with the path in it.
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
