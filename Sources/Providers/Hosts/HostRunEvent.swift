/// One event of a playbook run, as the callback plugin wrote it (one JSON object a line, `events.jsonl`).
///
/// Everything in it comes from a host: lengths are bounded and control characters stripped when it is decoded.
package struct HostRunEvent: Hashable, Codable, Sendable {
    /// What happened.
    package enum Kind: String, Codable, Sendable {
        /// The run began; `total` says how many tasks there are at most.
        case start
        /// A task ended well.
        case ok
        /// A task ended well and changed something.
        case changed
        /// A task was not needed.
        case skipped
        /// A task failed; `message` says why.
        case failed
        /// The run ended.
        case end
    }

    /// What happened.
    package var event: Kind
    /// The role's name, empty outside a role.
    package var role: String
    /// The task's name.
    package var task: String
    /// The task's place in the run, from 1; 0 for `start` and `end`.
    package var index: Int
    /// How many tasks the run has at most; 0 when it is not known.
    package var total: Int
    /// Milliseconds that the task (or for `end` the run) took.
    package var durationMilliseconds: Int
    /// Why it failed; empty otherwise.
    package var message: String

    package init(
        event: Kind,
        role: String,
        task: String,
        index: Int,
        total: Int,
        durationMilliseconds: Int,
        message: String
    ) {
        self.event = event
        self.role = role
        self.task = task
        self.index = index
        self.total = total
        self.durationMilliseconds = durationMilliseconds
        self.message = message
    }

    private enum CodingKeys: String, CodingKey {
        case event
        case role
        case task
        case index
        case total
        case durationMilliseconds = "duration_ms"
        case message
    }
}
