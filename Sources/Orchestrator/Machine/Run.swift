package import Providers
import Workspaces

/// A playbook run that is being followed: its name on the host and the position in its events.
package struct Run: Hashable, Codable, Sendable {
    /// What runs.
    package var hostRun: HostRun
    /// Where to continue reading its events.
    package var offset: Int64 = 0
    /// The number of the attempt, from 1.
    package var attempt: Int
    /// The last failure in the events, for the log.
    package var failure: String?
    /// How many of its events became log lines; nil stands for none, and for a run that an older version followed.
    package var loggedEvents: Int?
    /// How many of its events were left out of the log because the host sent too many.
    package var omittedEvents: Int?

    /// A run without any events read.
    package init(hostRun: HostRun, attempt: Int) {
        self.hostRun = hostRun
        self.attempt = attempt
    }
}

/// Selects the events of a run that become log lines: a host may send any number, but the log accepts a bounded number.
enum RunLog {
    /// The lines for a piece of the event stream. Omitted events are counted in the run and reported: with the piece
    /// while there is room, otherwise once at the run's end.
    static func lines(for progress: HostRunProgress, of run: inout Run) -> [LogLine] {
        let room = max(OperationPolicy.loggedEventsPerRun - (run.loggedEvents ?? 0), 0)
        let kept = progress.events.prefix(min(OperationPolicy.loggedEventsPerPiece, room))
        let omitted = progress.events.count - kept.count
        run.loggedEvents = (run.loggedEvents ?? 0) + kept.count
        run.omittedEvents = (run.omittedEvents ?? 0) + omitted
        var lines = kept.map { RunEventLine.line(for: $0, run: run.hostRun.key) }
        if omitted > 0, room > 0 {
            lines.append(
                line(
                    "The host sent \(progress.events.count) events of the run at once; \(omitted) are left out here.",
                    omitted,
                    of: run
                )
            )
        }
        if progress.state != .running, let total = run.omittedEvents, total > 0 {
            lines.append(line("In total, \(total) events of the run are omitted here.", total, of: run))
        }
        return lines
    }

    private static func line(_ message: String, _ omitted: Int, of run: Run) -> LogLine {
        let key = run.hostRun.key.rawValue
        return LogLine(
            .warning,
            "\(message) They are in /var/lib/moorage/runs/\(key)/events.jsonl on the host.",
            data: ["run": .string(key), "omitted": .integer(Int64(omitted))]
        )
    }
}

/// Turns an event of a playbook run into a log line.
enum RunEventLine {
    static func line(for event: HostRunEvent, run: HostRunKey) -> LogLine {
        LogLine(level(of: event), message(of: event), data: data(of: event, run: run))
    }

    private static func level(of event: HostRunEvent) -> LogLine.Level {
        switch event.event {
        case .start, .changed, .end: .info
        // A line that is not an event names no task: what happened there is unknown.
        case .skipped where event.task.isEmpty && !event.message.isEmpty: .warning
        case .ok, .skipped: .debug
        case .failed: .error
        }
    }

    private static func message(of event: HostRunEvent) -> String {
        let task = event.role.isEmpty ? event.task : "\(event.role): \(event.task)"
        return switch event.event {
        case .start: "The playbook has started."
        case .ok: "\(task): already in the desired state."
        case .changed: "\(task): done."
        case .skipped where event.message.isEmpty: "\(task): not needed."
        case .skipped where event.task.isEmpty: event.message
        case .skipped: "\(task): failed, and the playbook tolerates it. \(event.message)"
        case .failed: "\(task): failed. \(event.message)"
        case .end: "The playbook has ended."
        }
    }

    private static func data(of event: HostRunEvent, run: HostRunKey) -> [String: JSONValue] {
        var data: [String: JSONValue] = [
            "event": .string(event.event.rawValue),
            "run": .string(run.rawValue),
            "duration_ms": .integer(Int64(event.durationMilliseconds)),
        ]
        if event.index > 0 {
            data["role"] = .string(event.role)
            data["task"] = .string(event.task)
            data["index"] = .integer(Int64(event.index))
            data["total"] = .integer(Int64(event.total))
        }
        return data
    }
}
