import ArgumentParser
import CommandOutput
import DigitalOceanSimulator
import Foundation
import Lab
import Logging
import ServiceLifecycle
import Telemetry
import TestSSHServer
import UnixSignals
import Workspaces

/// `moorage-lab demo`
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the main job on this computer: two inserted rows become running workspaces (needs root).",
        discussion: """
            Starts a private Postgres, the DigitalOcean simulator with real Debian machines behind it, a bare-metal \
            machine and moorage serve; enqueues one cloud and one bare-metal workspace; calls their endpoints; takes \
            everything down again. It runs the moorage beside this program, or the one that MOORAGE_PROGRAM names.
            """
    )

    @Flag(help: "Leave everything running until Ctrl-C.")
    var keep = false

    func run() async throws {
        try MoorageLab.requireRoot()
        let started = ContinuousClock.now
        // Events go to standard output; only failures below them are logged.
        LoggingSystem.bootstrap { LineLogHandler(label: $0, format: .text, level: .error) }
        let logger = Logger(label: "demo")
        if !LabBase().isBuilt { Terminal.line("Building the machines' base image once (about 2 minutes) …") }
        _ = try await LabBase().build { Terminal.line("  \($0)") }
        let folder = "/tmp/moorage-demo-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        let lab = Lab(stateFolder: "\(folder)/lab", logger: logger)
        let result: Result<Void, any Error>
        do {
            result = .success(try await play(lab: lab, folder: folder, logger: logger))
        } catch is CancellationError {
            result = .failure(CommandFailure("The demo was interrupted before both workspaces answered."))
        } catch {
            result = .failure(error)
        }
        await remove(lab, folder)
        let seconds = Int((ContinuousClock.now - started) / .seconds(1))
        Terminal.line("Everything has been removed. The demo took \(seconds) s.")
        try result.get()
    }

    private func remove(_ lab: Lab, _ folder: String) async {
        do {
            try await lab.stopAll()
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            Terminal.error(
                "The demo left something in \(folder): \(error). Run: moorage-lab machine stop --all --state-folder "
                    + lab.stateFolder
            )
        }
    }

    /// Runs simulator, daemon and script. The script's end, or Ctrl-C, ends the others.
    private func play(lab: Lab, folder: String, logger: Logger) async throws {
        Terminal.line("Starting a private Postgres, a simulated DigitalOcean and moorage serve …")
        let simulatorPort = Int(try FreePort.find())
        let simulator = DigitalOceanSimulator(
            configuration: SimulatorConfiguration(port: simulatorPort, tokens: [Secret(DemoWorld.token)]),
            machines: LabDroplets(lab: lab),
            logger: logger
        )
        let world = try await DemoWorld.start(lab: lab, folder: folder, simulatorPort: simulatorPort, logger: logger)
        let script = DemoScript(world: world, staysOpen: keep)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: simulator),
                    .init(service: DemoDaemon(moorage: world.moorage, log: world.daemonLog)),
                    .init(
                        service: script,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    ),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await group.run())
        } catch {
            result = .failure(error)
        }
        await world.close()
        try result.get()
    }
}

/// `moorage serve`, running as long as the demo needs it.
private struct DemoDaemon: Service {
    let moorage: MoorageProgram
    let log: String

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await moorage.serve(log: log) }
        } catch is CancellationError {
            // It has drained.
        }
    }
}
