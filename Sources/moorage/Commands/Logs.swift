import ArgumentParser

/// `moorage logs WORKSPACE`
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints a workspace's provisioning log; with -f it follows the log until the workspace is at rest.",
        discussion: WorkspaceCommand.whoIsAsked
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The workspace.") var workspace: String
    @Flag(name: .shortAndLong, help: "Follow.") var follow = false
    @Option(help: "Only rows after this number.") var after: Int64 = 0
    @Flag(help: "Print JSON lines.") var json = false
    @Flag(help: "Debug rows too.") var debug = false

    func run() async throws {
        try await WorkspaceClients.with(options) { client in
            let workspace = try await client.workspace(self.workspace)
            let printer = LogPrinter(isJSON: json, showsDebug: debug)
            guard follow else {
                return try await client.readLog(of: workspace, after: after) { try printer.print($0) }
            }
            let screen = FollowScreen(printer)
            defer { screen.clearProgress() }
            try await client.follow(workspace, after: after, on: screen)
        }
    }
}
