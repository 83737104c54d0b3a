import CommandOutput
import Synchronization
import Workspaces

/// Shows a growing log: rows, and on a terminal the progress below them, from several tasks.
final class FollowScreen: Sendable {
    /// How often to check the progress if that takes a call.
    static let progressInterval = Duration.seconds(1)

    /// Held while anything is written, so that no progress appears between the parts of a row.
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

    /// Prints a message beside the log, on standard error.
    func note(_ text: String) {
        printer.withLock { printer in
            printer.clearProgress()
            Terminal.error(text)
        }
    }

    func clearProgress() { printer.withLock { $0.clearProgress() } }
}
