/// An operation that is under way.
package struct Operation: Sendable {
    /// Its number.
    package var id: Int64
    /// `provision`, `repair`, `decommission`.
    package var kind: String
    /// The step that it is in.
    package var step: String
    /// How often the step was begun.
    package var attempt: Int64
    /// When it was asked for.
    package var createdAt: Timestamp
    /// When the step began.
    package var stepStartedAt: Timestamp
    /// Whether somebody asked it to stop.
    package var isCancelled: Bool
    /// Which daemon holds it; nil for none.
    package var daemon: String?
    /// What it waits for.
    package var wait: Wait?

    /// What an operation waits for.
    package struct Wait: Sendable {
        /// `step`, `retry`, `budget`, …
        package var kind: String
        /// What happened, in a sentence.
        package var detail: String
        /// What would end the wait, in a sentence.
        package var unblock: String
        /// Since when.
        package var since: Timestamp
        /// When it is looked at again.
        package var nextCheckAt: Timestamp

        package init(kind: String, detail: String, unblock: String, since: Timestamp, nextCheckAt: Timestamp) {
            self.kind = kind
            self.detail = detail
            self.unblock = unblock
            self.since = since
            self.nextCheckAt = nextCheckAt
        }
    }

    package init(
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
