import ArgumentParser
import DigitalOceanSimulator
import Foundation
import Lab
import Logging
import ServiceLifecycle
import UnixSignals
import Workspaces

/// `moorage demo`
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the main job on this computer: two inserted rows become running workspaces (needs root).",
        discussion: """
            Starts a private Postgres, the DigitalOcean simulator with real Debian machines behind it, a bare-metal \
            machine and the daemon; enqueues one cloud and one bare-metal workspace; calls their endpoints; takes \
            everything down again.
            """
    )

    @Flag(help: "Leave everything running until Ctrl-C.")
    var keep = false

    /// Both workspaces take about two minutes; a machine under load may need a multiple.
    private static let patience = Duration.seconds(900)

    func run() async throws {
        guard geteuid() == 0 else {
            throw CommandFailure("The demo boots machines, which needs root; run it as root or with sudo.")
        }
        let started = ContinuousClock.now
        LoggingSystem.bootstrap { label in DemoLogHandler.make(label) }
        let logger = Logger(label: "demo")
        if !LabBase().isBuilt { Terminal.line("Building the machines' base image, once (about 2 minutes) …") }
        _ = try await LabBase().build { Terminal.line("  \($0)") }
        let folder = "/tmp/moorage-demo-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        let lab = Lab(stateFolder: "\(folder)/lab", logger: logger)
        let result: Bool
        do {
            result = try await simulate(lab: lab, folder: folder, logger: logger)
        } catch {
            await remove(lab, folder)
            throw error
        }
        await remove(lab, folder)
        let seconds = Int((ContinuousClock.now - started) / .seconds(1))
        Terminal.line("Everything is taken down again. The demo took \(seconds) s.")
        guard result else { throw CommandFailure("The demo did not get both workspaces to answer.") }
    }

    private func remove(_ lab: Lab, _ folder: String) async {
        do {
            _ = try await lab.stopAll()
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            Terminal.error(
                "Something of the demo is left in \(folder): \(error). Run: moorage lab stop --all --state-folder "
                    + "\(folder)/lab"
            )
        }
    }

    /// Runs the simulator for as long as the rest takes.
    private func simulate(lab: Lab, folder: String, logger: Logger) async throws -> Bool {
        let simulator = DigitalOceanSimulator(
            configuration: SimulatorConfiguration(tokens: [Secret(DemoWorld.token)]),
            machines: LabDroplets(lab: lab),
            logger: logger
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let simulation = ServiceGroup(configuration: .init(services: [.init(service: simulator)], logger: logger))
            group.addTask { try await simulation.run() }
            let world = try await DemoWorld.start(
                lab: lab,
                folder: folder,
                simulatorPort: try await simulator.port,
                logger: logger
            )
            do {
                let result = try await play(in: world, logger: logger)
                await world.takeDown()
                await simulation.triggerGracefulShutdown()
                return result
            } catch {
                await world.takeDown()
                await simulation.triggerGracefulShutdown()
                throw error
            }
        }
    }

    /// Runs the daemon and the script; Ctrl-C ends both.
    private func play(in world: DemoWorld, logger: Logger) async throws -> Bool {
        let services = ServiceGroup(
            configuration: .init(
                services: try await world.services().map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        let keep = keep
        return try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await services.run()
                return nil
            }
            group.addTask {
                let hasAnswered = try await DemoScript(world: world).play(within: Self.patience)
                if keep { await world.waitUntilInterrupted() }
                return hasAnswered
            }
            let first = try await group.next() ?? nil
            // The services ended first when somebody pressed Ctrl-C: the script is cancelled, and says what it has.
            if first == nil { group.cancelAll() } else { await services.triggerGracefulShutdown() }
            let second = try? await group.next() ?? nil
            return first ?? second ?? false
        }
    }
}
