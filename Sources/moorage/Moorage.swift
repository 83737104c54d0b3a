import ArgumentParser

/// The one program: the daemon and the command line.
@main
struct Moorage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moorage",
        abstract: "Provisions workspaces: one inserted row becomes a running workspace on a real machine.",
        version: "0.1.0",
        subcommands: [
            Serve.self, Demo.self, Migrate.self, Doctor.self, WorkspaceCommand.self, Logs.self, Why.self,
            HostCommand.self, UserCommand.self, SweepCommand.self, SecretsCommand.self,
            Plan.self, Simulate.self, LabCommand.self,
        ]
    )

    /// Runs the command; what went wrong becomes one sentence and an exit code: 1 it failed, 2 used wrongly.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CommandFailure {
            Terminal.error(error.description)
            exit(withError: ExitCode(error.exitCode))
        } catch {
            let code = exitCode(for: error)
            guard code != .success else { exit(withError: error) }
            Terminal.error(message(for: error))
            exit(withError: ExitCode(code == .validationFailure ? CommandFailure.usedWrongly : 1))
        }
    }
}
