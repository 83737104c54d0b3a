import ArgumentParser
import CommandOutput

/// The product: the daemon and the command line.
@main
struct Moorage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moorage",
        abstract: "Provisions workspaces: one inserted row becomes a running workspace on a real machine.",
        version: "0.1.0",
        subcommands: [
            Serve.self, Migrate.self, Doctor.self, WorkspaceCommand.self, Logs.self, Why.self,
            HostCommand.self, UserCommand.self, SweepCommand.self, SecretsCommand.self,
            PlanCommand.self, MovedDemo.self, MovedSimulate.self, MovedLab.self,
        ]
    )

    static func main() async { await runAsProgram() }
}
