/// What an unfinished operation waits for: since when, until when, and what would unblock it.
package struct WaitingOn: Hashable, Codable, Sendable {
    /// What the operation waits for.
    package enum Kind: String, Codable, Sendable {
        /// The step itself: it is in progress.
        case step
        /// The next attempt after a failure that may be temporary.
        case retry
        /// Calls in the API's request budget.
        case budget
        /// The provider's capacity: a limit on servers, a size that is sold out.
        case capacity
        /// A valid API token.
        case credentials
        /// A host with capacity, or a host that answers.
        case host
        /// Free disk space on a host.
        case disk
        /// A person who confirms a changed host key.
        case hostKey = "host_key"
        /// The delay in which a teardown can still be cancelled.
        case delay
    }

    /// What the operation waits for.
    package var kind: Kind
    /// Since when.
    package var since: Timestamp
    /// When it is checked again.
    package var nextCheckAt: Timestamp
    /// What happened, in a sentence.
    package var detail: String
    /// What would end the wait, in a sentence.
    package var unblock: String
    /// When the workspace's log last mentioned the step; nil in data of older versions.
    package var loggedAt: Timestamp?

    package init(kind: Kind, since: Timestamp, nextCheckAt: Timestamp, detail: String, unblock: String) {
        self.kind = kind
        self.since = since
        self.nextCheckAt = nextCheckAt
        self.detail = detail
        self.unblock = unblock
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case since
        case nextCheckAt = "next_check_at"
        case detail
        case unblock
        case loggedAt = "logged_at"
    }
}
