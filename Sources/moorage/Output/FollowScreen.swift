import CommandOutput
import Synchronization
import Workspaces

/// Where a log is shown as it grows: rows, and on a terminal the progress under them, from several tasks.
final class FollowScreen: Sendable {
    /// How often the progress is looked at where that is a call.
    static let progressInterval = Duration.seconds(1)

    /// Held while anything is written, so that no progress comes between the parts of a row.
    private let printer: Mutex<LogPrinter>
    /// Whether progress is shown at all.
    let hasProgress: Bool

    init(_ printer: LogPrinter) {
        hasProgress = Terminal.isTerminal && !printer.isJSON
        self.printer = Mutex(printer)
    }

    func show(_ rows: [LogRow]) throws {
        try printer.withLock { printer in
            for row in rows { try printer.print(row) }
        }
    }

    func showProgress(_ workspace: Workspace) { printer.withLock { $0.showProgress(workspace) } }

    /// Says something beside the log, on standard error.
    func note(_ text: String) {
        printer.withLock { printer in
            printer.clearProgress()
            Terminal.error(text)
        }
    }

    func clearProgress() { printer.withLock { $0.clearProgress() } }
}
