/// An operation that is under way.
public struct OperationRecord: Sendable {
    /// Its number.
    public var id: Int64
    /// `provision`, `repair`, `decommission`.
    public var kind: String
    /// The step that it is in.
    public var step: String
    /// How often the step was begun.
    public var attempt: Int64
    /// When it was asked for, in RFC 3339, in UTC.
    public var createdAt: String
    /// When the step began, in RFC 3339, in UTC.
    public var stepStartedAt: String
    /// Whether somebody asked it to stop.
    public var isCancelled: Bool
    /// Which daemon holds it; nil for none.
    public var daemon: String?
    /// What it waits for.
    public var wait: Wait?

    /// What an operation waits for.
    public struct Wait: Sendable {
        /// `step`, `retry`, `budget`, …
        public var kind: String
        /// What happened, in a sentence.
        public var detail: String
        /// What would end the wait, in a sentence.
        public var unblock: String
        /// Since when, in RFC 3339, in UTC.
        public var since: String
        /// When it is looked at again, in RFC 3339, in UTC.
        public var nextCheckAt: String

        /// Names each field.
        public init(kind: String, detail: String, unblock: String, since: String, nextCheckAt: String) {
            self.kind = kind
            self.detail = detail
            self.unblock = unblock
            self.since = since
            self.nextCheckAt = nextCheckAt
        }
    }

    /// Names each field.
    public init(
        id: Int64,
        kind: String,
        step: String,
        attempt: Int64,
        createdAt: String,
        stepStartedAt: String,
        isCancelled: Bool,
        daemon: String?,
        wait: Wait?
    ) {
        self.id = id
        self.kind = kind
        self.step = step
        self.attempt = attempt
        self.createdAt = createdAt
        self.stepStartedAt = stepStartedAt
        self.isCancelled = isCancelled
        self.daemon = daemon
        self.wait = wait
    }
}
