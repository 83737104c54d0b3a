public import WorkspaceModel

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
    /// When it was asked for.
    public var createdAt: Timestamp
    /// When the step began.
    public var stepStartedAt: Timestamp
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
        /// Since when.
        public var since: Timestamp
        /// When it is looked at again.
        public var nextCheckAt: Timestamp

        /// Names each field.
        public init(kind: String, detail: String, unblock: String, since: Timestamp, nextCheckAt: Timestamp) {
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
        createdAt: Timestamp,
        stepStartedAt: Timestamp,
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
