/// Why the store did not do what was asked.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// A newer claim exists: the caller may do nothing more for the operation.
        case fenced
        /// The store cannot be reached now; nothing is known to have been written.
        case unavailable
        /// The store refused what was written, and would refuse it again: a defect, or data that contradicts ours.
        case rejected
        /// What was asked for does not exist.
        case notFound
        /// What is stored cannot be understood or opened by this daemon.
        case unreadable
    }

    /// What went wrong.
    package let code: Code
    /// A plain sentence without secrets.
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
