/// Why a workspace is as it is, beside its operation.
package struct Explanation: Sendable {
    /// Whether a request waits for a daemon to take it.
    package var isRequestWaiting: Bool
    /// How it differs from what was built.
    package var drift: [Difference]
    /// How the last operation ended.
    package var last: Ending?

    /// A difference.
    package struct Difference: Sendable {
        /// What kind.
        package var kind: String
        /// What it is about: a machine's number, a file, a service.
        package var subject: String
        /// What differs, in a sentence.
        package var detail: String
        /// Whether a repair would mend it.
        package var isRepairable: Bool

        package init(kind: String, subject: String, detail: String, isRepairable: Bool) {
            self.kind = kind
            self.subject = subject
            self.detail = detail
            self.isRepairable = isRepairable
        }
    }

    /// The end of an operation.
    package struct Ending: Sendable {
        /// `provision`, `repair`, `decommission`.
        package var kind: String
        /// `succeeded`, `failed`, `cancelled`.
        package var outcome: String
        /// Why it failed.
        package var error: String?
        /// When it ended.
        package var finishedAt: Timestamp

        package init(kind: String, outcome: String, error: String?, finishedAt: Timestamp) {
            self.kind = kind
            self.outcome = outcome
            self.error = error
            self.finishedAt = finishedAt
        }
    }

    package init(isRequestWaiting: Bool, drift: [Difference], last: Ending?) {
        self.isRequestWaiting = isRequestWaiting
        self.drift = drift
        self.last = last
    }
}
