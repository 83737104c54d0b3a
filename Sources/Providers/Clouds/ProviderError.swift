/// Why a provider or a host did not do what was asked, and what that means for the one who asked.
///
/// The class is decided here, at the edge, once; nothing above looks at message texts.
package struct ProviderError: Error, Sendable, CustomStringConvertible {
    /// What a caller does about the error.
    package enum Disposition: Hashable, Codable, Sendable {
        /// It may go away: ask again, with backoff, not before `retryAfter` (if the other side named one).
        case transient(retryAfter: Duration?)
        /// The request budget is used up: ask again after the delay. Not counted as an attempt.
        case waitForBudget(Duration)
        /// Nothing helps but a change by a person (a token, a limit, a full disk): ask again at leisure, say what is
        /// waited for. Not counted as an attempt.
        case waitForOperator(Obstacle)
        /// Whether the request was carried out is not known: look before asking again.
        case outcomeUnknown
        /// It will never work as asked.
        case permanent
        /// The host has seen a newer lease epoch: nothing was done, and the one who asked must not act any more.
        case fenced
    }

    /// What a person must change.
    package enum Obstacle: String, Hashable, Codable, Sendable {
        /// No API token, a wrong one, or one without the right.
        case credentials
        /// The account's server limit, or a size that is sold out.
        case capacity
        /// A host's disk is full.
        case disk
        /// A host's key is not the pinned one: it is quarantined.
        case hostKey = "host_key"
    }

    /// What a caller does about it.
    package let disposition: Disposition
    /// One or two plain sentences: what happened, to what, why, what to do next. Holds no secret.
    package let message: String
    /// The provider's own id of the failed request, for its support, when it gave one.
    package let requestID: String?
    /// What lay beneath, if anything.
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
