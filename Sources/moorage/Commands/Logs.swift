import ArgumentParser
import OrchestratorPostgres
import Postgres

/// `moorage logs WORKSPACE`
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints a workspace's provisioning log; with -f as it grows, until the workspace rests."
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The workspace.") var workspace: String
    @Flag(name: .shortAndLong, help: "Follow.") var follow = false
    @Option(help: "Only rows after this number.") var after: Int64 = 0
    @Flag(help: "Print JSON lines.") var json = false
    @Flag(help: "Debug rows too.") var debug = false

    /// How often a follower looks: there is a NOTIFY for each row, but a command may sit behind a pooler.
    private static let interval = Duration.milliseconds(250)
    /// The statuses in which nothing more is to come.
    private static let restingStatuses: Set<String> = ["active", "failed", "decommissioned"]

    func run() async throws {
        try await CommandContext.with(options) { context in
            let summary = try await context.workspace(workspace)
            let printer = LogPrinter(isJSON: json, showsDebug: debug)
            var last = after
            while true {
                // The status is read first: rows that were written before it are then seen for sure.
                let status = try await context.workspaces.list(workspaceID: workspace).first
                let entries = try await context.logs.read(summary.number, after: last)
                for entry in entries { try printer.print(entry) }
                last = entries.last?.number ?? last
                guard entries.count < ProvisioningLogReader.pageLimit else { continue }
                let isResting = status.map { Self.restingStatuses.contains($0.status) && $0.operation == nil } ?? true
                if !follow || isResting { break }
                printer.showProgress(status)
                try await Task.sleep(for: Self.interval)
            }
            printer.clearProgress()
        }
    }
}
