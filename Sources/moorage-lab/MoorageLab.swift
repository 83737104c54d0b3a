import ArgumentParser
import CommandOutput
import Glibc

/// Tools for development: a demo, a simulated DigitalOcean, real machines on this computer, and the simulated world.
@main
struct MoorageLab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moorage-lab",
        abstract: "Rehearses Moorage on this computer: a demo, a simulated cloud, real machines. Not for production.",
        version: "0.1.0",
        subcommands: [Demo.self, Simulate.self, MachineCommand.self, Replay.self]
    )

    static func main() async { await runAsProgram() }

    /// - Throws: ``CommandFailure`` unless this process runs as root, which booting machines requires.
    static func requireRoot() throws {
        guard geteuid() == 0 else { throw CommandFailure("Booting machines needs root; run it as root or with sudo.") }
    }
}
