import ArgumentParser
import CommandOutput
import Workspaces

/// `moorage why WORKSPACE`
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a workspace waits for, since when, until when, and what would unblock it.",
        discussion: WorkspaceCommand.whoIsAsked
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The workspace.") var workspace: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await WorkspaceClients.with(options) { client in
            let explanation = try await client.explanation(of: workspace)
            if json { return try Terminal.json(explanation) }
            guard let operation = explanation.operation else { return try await explainRest(explanation, client) }
            let (id, status) = (explanation.workspaceID, explanation.status)
            Terminal.line(Terminal.plain("\(id) is \(status): \(operation.kind), step \(operation.step)."))
            guard let wait = operation.waitingOn else { return Terminal.line("It is about to start.") }
            Terminal.line(Terminal.plain("It waits on: \(wait.kind). \(wait.detail)"))
            Terminal.line("Since \(wait.since.text()), next check by \(wait.nextCheckAt.text()).")
            Terminal.line(Terminal.plain(wait.unblock))
        }
    }

    private func explainRest(_ explanation: Explanation, _ client: any WorkspaceClient) async throws {
        let (id, status) = (explanation.workspaceID, explanation.status)
        guard !explanation.isRequestWaiting else {
            Terminal.line("\(id) is \(status); its request waits for a daemon to take it.")
            return Terminal.line(
                "Daemons take requests within a second: check that moorage serve runs on this database."
            )
        }
        Terminal.line("\(id) is \(status); no operation is in progress.")
        for drift in explanation.drift {
            let remedy = drift.isRepairable ? " Repair it with moorage workspace repair \(id)." : ""
            Terminal.line("It has drifted (\(drift.kind)): \(Terminal.plain(drift.detail))\(remedy)")
        }
        if let last = explanation.last {
            Terminal.line("The last operation \(last.outcome) at \(last.finishedAt.text()).")
            if let error = last.error { Terminal.line(Terminal.plain(error)) }
        } else {
            var newest: LogRow?
            try await client.readLog(of: try await client.workspace(id), after: 0) { newest = $0 }
            if let newest { Terminal.line(Terminal.plain(newest.message)) }
        }
    }
}
