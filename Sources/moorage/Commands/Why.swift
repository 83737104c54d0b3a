import ArgumentParser
import CommandOutput
import Database
import Orchestrator
import Workspaces

/// `moorage why WORKSPACE`
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a workspace waits for, since when, until when, and what would unblock it.",
        discussion: WorkspaceCommand.whoIsAsked
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The workspace.") var workspace: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await WorkspaceClients.with(options) { client in
            let explanation = try await client.explanation(of: workspace)
            if json { return try Terminal.json(explanation) }
            let summary = explanation.summary
            guard let operation = summary.operation, let step = summary.step else {
                return try await explainRest(explanation, client)
            }
            Terminal.line("\(summary.workspaceID) is \(summary.status): \(operation.rawValue), step \(step.rawValue).")
            guard let waitingOn = summary.waitingOn else { return Terminal.line("It is about to begin.") }
            Terminal.line("It waits on: \(waitingOn.kind.rawValue). \(Terminal.plain(waitingOn.detail))")
            Terminal.line(
                "Since \(waitingOn.since.text()), looked at again by \(waitingOn.nextCheckAt.text())."
            )
            Terminal.line(Terminal.plain(waitingOn.unblock))
        }
    }

    private func explainRest(_ explanation: WorkspaceExplanation, _ client: any WorkspaceClient) async throws {
        let summary = explanation.summary
        guard !explanation.isRequestWaiting else {
            Terminal.line("\(summary.workspaceID) is \(summary.status); its request waits for a daemon to take it.")
            return Terminal.line(
                "Daemons take requests within a second: check that moorage serve runs on this database."
            )
        }
        Terminal.line("\(summary.workspaceID) is \(summary.status); nothing is under way.")
        for drift in explanation.drift {
            let remedy = drift.isRepairable ? " Mend it with moorage workspace repair \(summary.workspaceID)." : ""
            Terminal.line("It has drifted (\(drift.kind)): \(Terminal.plain(drift.detail))\(remedy)")
        }
        if let last = explanation.lastOperation {
            Terminal.line("The last operation \(last.outcome) at \(last.finishedAt).")
            if let error = last.error { Terminal.line(Terminal.plain(error)) }
        } else {
            var newest: ProvisioningLogEntry?
            try await client.readLog(of: summary, after: 0) { newest = $0 }
            if let newest { Terminal.line(Terminal.plain(newest.message)) }
        }
    }
}
