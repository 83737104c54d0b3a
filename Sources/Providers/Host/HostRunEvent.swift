/// One event of a playbook run, as the callback plugin wrote it (one JSON object a line, `events.jsonl`).
///
/// Everything in it comes from a host: lengths are bounded and control characters stripped when it is decoded.
public struct HostRunEvent: Hashable, Codable, Sendable {
    /// What happened.
    public enum Kind: String, Codable, Sendable {
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
    public var event: Kind
    /// The role's name, empty outside a role.
    public var role: String
    /// The task's name.
    public var task: String
    /// The task's place in the run, from 1; 0 for `start` and `end`.
    public var index: Int
    /// How many tasks the run has at most; 0 when it is not known.
    public var total: Int
    /// Milliseconds that the task (or for `end` the run) took.
    public var durationMilliseconds: Int
    /// Why it failed; empty otherwise.
    public var message: String

    /// Names each field.
    public init(
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
