import ArgumentParser
import Foundation
import Orchestrator
import OrchestratorPostgres
import WorkspaceModel

/// `moorage why WORKSPACE`
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a workspace waits for, since when, until when, and what would unblock it."
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The workspace.") var workspace: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await CommandContext.with(options) { context in
            let summary = try await context.workspace(workspace)
            if json { return try await Terminal.json(WorkspaceExplanation(of: summary, context.workspaces)) }
            guard let operation = summary.operation, let step = summary.step else {
                return try await explainRest(summary, context)
            }
            Terminal.line("\(summary.workspaceID) is \(summary.status): \(operation.rawValue), step \(step.rawValue).")
            guard let waitingOn = summary.waitingOn else { return Terminal.line("It is about to begin.") }
            Terminal.line("It waits on: \(waitingOn.kind.rawValue). \(Terminal.plain(waitingOn.detail))")
            Terminal.line(
                "Since \(Self.text(waitingOn.since)), looked at again by \(Self.text(waitingOn.nextCheckAt))."
            )
            Terminal.line(Terminal.plain(waitingOn.unblock))
        }
    }

    private func explainRest(_ summary: WorkspaceSummary, _ context: CommandContext) async throws {
        guard try await !context.workspaces.hasUntakenRequest(summary.number) else {
            Terminal.line("\(summary.workspaceID) is \(summary.status); its request waits for a daemon to take it.")
            return Terminal.line(
                "Daemons take requests within a second: check that moorage serve runs on this database."
            )
        }
        Terminal.line("\(summary.workspaceID) is \(summary.status); nothing is under way.")
        for drift in try await context.workspaces.drift(of: summary.number) {
            let remedy = drift.isRepairable ? " Mend it with moorage workspace repair \(summary.workspaceID)." : ""
            Terminal.line("It has drifted (\(drift.kind)): \(Terminal.plain(drift.detail))\(remedy)")
        }
        if let (outcome, error, finishedAt) = try await context.workspaces.lastOutcome(of: summary.number) {
            Terminal.line("The last operation \(outcome) at \(finishedAt).")
            if let error { Terminal.line(Terminal.plain(error)) }
        } else if let last = try await context.logs.read(summary.number, after: 0).last {
            Terminal.line(Terminal.plain(last.message))
        }
    }

    private static func text(_ moment: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000).formatted(.iso8601)
    }
}
