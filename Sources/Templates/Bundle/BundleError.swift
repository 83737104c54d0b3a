/// Why a workspace's bundle could not be made. Values that came from a client or are secret never appear in it.
package struct BundleError: Error, Sendable, CustomStringConvertible {
    /// What was wrong.
    package enum Code: Hashable, Sendable {
        /// A template could not be rendered: the cause is a ``TemplateError``.
        case template
        /// A service of the block has no port.
        case missingPort
        /// A service uses a secret that the workspace was made without.
        case missingSecret
        /// The application to carry was not handed over, or is another than the configuration names.
        case application
        /// A number of the request makes no sense as a limit.
        case resources
        /// The archive could not be written: the cause is an ``ArchiveError``.
        case archive
    }

    /// What was wrong.
    package let code: Code
    /// One or two plain sentences.
    package let message: String
    /// What lay beneath, if anything.
    package let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message: safe to show.
    package var description: String { message }
}
