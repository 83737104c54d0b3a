import Providers
import Workspaces

/// Turns an event of a playbook run into a log line.
enum RunEventLine {
    static func line(for event: HostRunEvent, run: HostRunKey) -> LogLine {
        LogLine(level(of: event), message(of: event), data: data(of: event, run: run))
    }

    private static func level(of event: HostRunEvent) -> LogLine.Level {
        switch event.event {
        case .start, .changed, .end: .info
        // A line that is no event names no task: what happened there, nobody knows.
        case .skipped where event.task.isEmpty && !event.message.isEmpty: .warning
        case .ok, .skipped: .debug
        case .failed: .error
        }
    }

    private static func message(of event: HostRunEvent) -> String {
        let task = event.role.isEmpty ? event.task : "\(event.role): \(event.task)"
        return switch event.event {
        case .start: "The playbook has begun."
        case .ok: "\(task): as it should be."
        case .changed: "\(task): done."
        case .skipped where event.message.isEmpty: "\(task): not needed."
        case .skipped where event.task.isEmpty: event.message
        case .skipped: "\(task): failed, and the playbook goes on by its own rules. \(event.message)"
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
