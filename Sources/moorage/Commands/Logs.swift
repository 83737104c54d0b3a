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
            guard follow else { return try await printAll(of: summary, in: context, with: printer) }
            var follower = ProvisioningLogFollower(
                pool: context.database.pool,
                workspace: summary.number,
                after: after
            )
            while true {
                // The rest is looked at first: rows that were written before it are then seen for sure.
                let rest = await self.rest(of: summary, in: context)
                let entries = try await follower.next()
                for entry in entries { try printer.print(entry) }
                guard entries.isEmpty else { continue }
                if case .resting = rest { break }
                if case .moving(let present) = rest { printer.showProgress(present) }
                try await Task.sleep(for: Self.interval)
            }
            printer.clearProgress()
        }
    }

    /// Whether more is to come.
    private enum Rest {
        case resting
        case moving(WorkspaceSummary)
        /// The database does not say now.
        case unknown
    }

    private func rest(of summary: WorkspaceSummary, in context: CommandContext) async -> Rest {
        do {
            // A request that nobody has taken yet is more to come, whatever the status says.
            let isAsked = try await context.workspaces.hasUntakenRequest(summary.number)
            guard let present = try await context.workspaces.list(workspaceID: workspace).first else { return .resting }
            let isResting = Self.restingStatuses.contains(present.status) && present.operation == nil && !isAsked
            return isResting ? .resting : .moving(present)
        } catch {
            return .unknown
        }
    }

    private func printAll(
        of summary: WorkspaceSummary,
        in context: CommandContext,
        with printer: LogPrinter
    ) async throws {
        var last = after
        while true {
            let entries = try await context.logs.read(summary.number, after: last)
            for entry in entries { try printer.print(entry) }
            guard entries.count == ProvisioningLogReader.pageLimit, let end = entries.last else { return }
            last = end.number
        }
    }
}
