import Providers
import Workspaces

/// What of a run's events becomes log lines: a host may send as many as it likes, the log takes a bounded number.
enum RunLog {
    /// The lines for a piece of the event stream. What is left out is counted in the run, and said: with the piece
    /// while there is room, else once at the run's end.
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
            lines.append(line("In all, \(total) events of the run are left out here.", total, of: run))
        }
        return lines
    }

    private static func line(_ message: String, _ omitted: Int, of run: Run) -> LogLine {
        let key = run.hostRun.key.rawValue
        return LogLine(
            .warning,
            "\(message) They stand in /var/lib/moorage/runs/\(key)/events.jsonl on the host.",
            data: ["run": .string(key), "omitted": .integer(Int64(omitted))]
        )
    }
}
