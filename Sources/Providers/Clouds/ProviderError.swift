/// Why a provider or a host failed, and the meaning for the caller.
///
/// The class is decided once, here at the edge; nothing above reads message texts.
package struct ProviderError: Error, Sendable, CustomStringConvertible {
    /// How a caller reacts to the error.
    package enum Disposition: Hashable, Codable, Sendable {
        /// It may be temporary: try again, with backoff, not before `retryAfter` (if the other side sent one).
        case transient(retryAfter: Duration?)
        /// The request budget is used up: try again after the delay. Not counted as an attempt.
        case waitForBudget(Duration)
        /// Only a change by a person helps (a token, a limit, a full disk): try again occasionally, and say what it
        /// waits for. Not counted as an attempt.
        case waitForOperator(Obstacle)
        /// It is unknown whether the request was carried out: check before trying again.
        case outcomeUnknown
        /// It will never work as requested.
        case permanent
        /// The host has seen a newer lease epoch: nothing was done, and the caller must not act any more.
        case fenced
    }

    /// What a person must change.
    package enum Obstacle: String, Hashable, Codable, Sendable {
        /// The API token is missing, wrong, or lacks a right.
        case credentials
        /// The account's server limit, or a size that is sold out.
        case capacity
        /// A host's disk is full.
        case disk
        /// A host's key differs from the pinned one: it is quarantined.
        case hostKey = "host_key"
    }

    /// How a caller reacts to it.
    package let disposition: Disposition
    /// One or two plain sentences: what happened, to what, why, what to do next. Contains no secret.
    package let message: String
    /// The provider's own id of the failed request, for its support, if it sent one.
    package let requestID: String?
    /// The underlying error, if any.
    package let cause: (any Error)?

    package init(
        _ disposition: Disposition,
        _ message: String,
        requestID: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.disposition = disposition
        self.message = message
        self.requestID = requestID
        self.cause = cause
    }

    /// The message: safe to show.
    package var description: String { message }
}
