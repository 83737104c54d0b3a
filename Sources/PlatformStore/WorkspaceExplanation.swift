public import WorkspaceModel

/// Why a workspace is as it is, beside its operation.
public struct WorkspaceExplanation: Sendable {
    /// Whether a request waits for a daemon to take it.
    public var isRequestWaiting: Bool
    /// How it differs from what was built.
    public var drift: [Difference]
    /// How the last operation ended.
    public var last: Ending?

    /// A difference.
    public struct Difference: Sendable {
        /// What kind.
        public var kind: String
        /// What it is about: a machine's number, a file, a service.
        public var subject: String
        /// What differs, in a sentence.
        public var detail: String
        /// Whether a repair would mend it.
        public var isRepairable: Bool

        /// Names each field.
        public init(kind: String, subject: String, detail: String, isRepairable: Bool) {
            self.kind = kind
            self.subject = subject
            self.detail = detail
            self.isRepairable = isRepairable
        }
    }

    /// The end of an operation.
    public struct Ending: Sendable {
        /// `provision`, `repair`, `decommission`.
        public var kind: String
        /// `succeeded`, `failed`, `cancelled`.
        public var outcome: String
        /// Why it failed.
        public var error: String?
        /// When it ended.
        public var finishedAt: Timestamp

        /// Names each field.
        public init(kind: String, outcome: String, error: String?, finishedAt: Timestamp) {
            self.kind = kind
            self.outcome = outcome
            self.error = error
            self.finishedAt = finishedAt
        }
    }

    /// Names each field.
    public init(isRequestWaiting: Bool, drift: [Difference], last: Ending?) {
        self.isRequestWaiting = isRequestWaiting
        self.drift = drift
        self.last = last
    }
}
