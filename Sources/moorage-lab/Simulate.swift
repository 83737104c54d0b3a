import ArgumentParser
import DigitalOceanSimulator
import Lab
import Logging
import ServiceLifecycle
import Telemetry
import UnixSignals
import Workspaces

/// `moorage-lab simulate …`
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulates a provider on this computer.",
        subcommands: [DigitalOcean.self]
    )

    struct DigitalOcean: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "digitalocean",
            abstract: "Serves the DigitalOcean API on loopback, with lab machines as its droplets (needs root)."
        )

        @Option(help: "The port; 0 lets the system choose.") var port = 8081
        @Option(help: "The token that clients must send.") var token = "simulator"
        @Flag(help: "Droplets are entries in memory, without machines; no root needed.") var noMachines = false
        @Option(help: "Folder of the lab's state.") var stateFolder = Lab.defaultStateFolder

        func run() async throws {
            if !noMachines { try MoorageLab.requireRoot() }
            LoggingSystem.bootstrap { LineLogHandler(label: $0, format: .text, level: .info) }
            let logger = Logger(label: "moorage-lab")
            let machines = noMachines ? nil : LabDroplets(lab: Lab(stateFolder: stateFolder, logger: logger))
            let simulator = DigitalOceanSimulator(
                configuration: SimulatorConfiguration(port: port, tokens: [Secret(token)]),
                machines: machines,
                logger: logger
            )
            let group = ServiceGroup(
                configuration: .init(
                    services: [.init(service: simulator)],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: logger
                )
            )
            try await group.run()
        }
    }
}
