/// Why an archive could not be made.
package struct ArchiveError: Error, Sendable, CustomStringConvertible {
    /// What was wrong.
    package enum Code: Hashable, Sendable {
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
    package let code: Code
    /// One or two plain sentences with the path in it.
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
