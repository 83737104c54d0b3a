import FoundationEssentials

/// One event of a playbook run, as written by the callback plugin (one JSON object per line, `events.jsonl`).
///
/// Everything in it comes from a host: lengths are bounded and control characters removed when it is decoded.
package struct HostRunEvent: Hashable, Codable, Sendable {
    /// What happened.
    package enum Kind: String, Codable, Sendable {
        /// The run began; `total` is the maximum number of tasks.
        case start
        /// A task succeeded.
        case ok
        /// A task succeeded and changed something.
        case changed
        /// A task was not needed.
        case skipped
        /// A task failed; `message` contains the reason.
        case failed
        /// The run ended.
        case end
    }

    /// What happened.
    package var event: Kind
    /// The role's name; empty outside a role.
    package var role: String
    /// The task's name.
    package var task: String
    /// The task's position in the run, from 1; 0 for `start` and `end`.
    package var index: Int
    /// The maximum number of tasks of the run; 0 if unknown.
    package var total: Int
    /// The duration of the task (or, for `end`, of the run) in milliseconds.
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

extension HostRunEvent {
    private static let maximumNameLength = 200
    private static let maximumMessageLength = 4000
    /// A week in milliseconds, and more tasks than any playbook has.
    private static let maximumDuration = 7 * 24 * 3_600_000
    private static let maximumTasks = 100_000

    private struct Line: Decodable {
        var event: Kind
        var role: String?
        var task: String?
        var index: Int?
        var total: Int?
        var duration: Double?
        var message: String?

        private enum CodingKeys: String, CodingKey {
            case event
            case role
            case task
            case index
            case total
            case duration = "duration_ms"
            case message
        }
    }

    /// Reads one line. A line that is not an event (cut off, garbled) becomes a `skipped` event that reports this,
    /// because nothing that happened on a host may be ignored silently.
    init(line: [UInt8]) {
        guard let event = try? JSONDecoder().decode(Line.self, from: Data(line)) else {
            self.init(
                event: .skipped,
                role: "",
                task: "",
                index: 0,
                total: 0,
                durationMilliseconds: 0,
                message: "A line of \(line.count) bytes is not an event: "
                    + HostText.clean(line, limit: Self.maximumNameLength)
            )
            return
        }
        func bounded(_ number: Int?, _ limit: Int) -> Int { min(max(0, number ?? 0), limit) }
        let duration = event.duration ?? 0
        self.init(
            event: event.event,
            role: HostText.clean(event.role ?? "", limit: Self.maximumNameLength),
            task: HostText.clean(event.task ?? "", limit: Self.maximumNameLength),
            index: bounded(event.index, Self.maximumTasks),
            total: bounded(event.total, Self.maximumTasks),
            durationMilliseconds: duration.isFinite ? Int(min(max(0, duration), Double(Self.maximumDuration))) : 0,
            message: HostText.clean(event.message ?? "", limit: Self.maximumMessageLength)
        )
    }
}
