/// Why a workspace's bundle could not be created. It never contains values from a client or secrets.
package struct BundleError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// A template could not be rendered: the cause is a ``TemplateError``.
        case template
        /// A service of the block has no port.
        case missingPort
        /// A service uses a secret that the workspace does not have.
        case missingSecret
        /// The application to supply was not passed, or differs from the configured one.
        case application
        /// A number of the request is invalid as a limit.
        case resources
        /// The archive could not be written: the cause is an ``ArchiveError``.
        case archive
    }

    /// What went wrong.
    package let code: Code
    /// One or two plain sentences.
    package let message: String
    /// The underlying error, if any.
    package let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message: safe to show.
    package var description: String { message }
}
