internal import ArgumentParser
import CommandOutput
import Foundation
import Lab
import Logging
package import Workspaces

/// `moorage-lab machine …`
struct MachineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "Boots real Debian and Ubuntu machines on this computer (needs root).",
        subcommands: [Build.self, Boot.self, List.self, Stop.self]
    )

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Builds a base image unless it is cached.")

        @Option(help: MachineCommand.distributionHelp) var distribution = Distribution.debian12

        func run() async throws {
            try MoorageLab.requireRoot()
            Terminal.line(try await LabBase(distribution: distribution).build { Terminal.error($0) })
        }
    }

    struct Boot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Boots a machine and prints its address.")

        @Argument(help: "Its name.") var name: String
        @Option(help: "Its address; the next free one if omitted.") var address: String?
        @Option(help: "File with cloud-init user data.") var userData: String?
        @Option(help: "File with a public key that may log in as root.") var authorizedKey: String?
        @Option(help: MachineCommand.distributionHelp) var distribution = Distribution.debian12
        @Option(help: "Folder of the lab's state.") var stateFolder = Lab.defaultStateFolder

        func run() async throws {
            let lab = try MachineCommand.lab(stateFolder, distribution: distribution)
            let request = LabMachineRequest(
                name: name,
                userData: try userData.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? "",
                authorizedKeys: try authorizedKey.map { [try String(contentsOfFile: $0, encoding: .utf8)] } ?? [],
                address: address
            )
            let machine = try await lab.boot(request)
            try await lab.waitForSSH(name)
            Terminal.line(machine.address)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the machines.")

        @Option(help: "Folder of the lab's state.") var stateFolder = Lab.defaultStateFolder
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let machines = try MachineCommand.lab(stateFolder).list()
            if json { return try Terminal.json(machines) }
            var table = Table("NAME", "ADDRESS", "STATE", "CONSOLE")
            for machine in machines {
                table.append(machine.name, machine.address, "\(machine.state)", machine.consoleLog)
            }
            table.lines.forEach(Terminal.line)
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stops machines and removes them.")

        @Argument(help: "The machine.") var name: String?
        @Flag(help: "All machines, including those that killed processes left behind.") var all = false
        @Flag(help: "Keep the machine's files, so that it can boot again.") var keep = false
        @Option(help: "Folder of the lab's state.") var stateFolder = Lab.defaultStateFolder

        func validate() throws {
            guard all != (name != nil) else { throw ValidationError("Give either a machine or --all.") }
        }

        func run() async throws {
            let lab = try MachineCommand.lab(stateFolder)
            if let name {
                try await lab.stop(name, removing: !keep)
                return Terminal.line("Stopped \(name).")
            }
            for name in try await lab.stopAll() { Terminal.line("Stopped \(name).") }
        }
    }

    private static let distributionHelp: ArgumentHelp = "What it runs."

    private static func lab(_ stateFolder: String, distribution: Distribution = .debian12) throws -> Lab {
        try MoorageLab.requireRoot()
        let base = LabBase(distribution: distribution)
        return Lab(stateFolder: stateFolder, base: base, logger: Logger(label: "lab"))
    }
}

extension Distribution: ExpressibleByArgument {
    package init?(argument: String) {
        guard let named = Self.all.first(where: { $0.name == argument }) else { return nil }
        self = named
    }

    package static var allValueStrings: [String] { all.map(\.name) }

    package var defaultValueDescription: String { name }
}
