internal import ArgumentParser
import CommandOutput
import PortAllocator
import Services
import Workspaces

/// `moorage plan WORKSPACE`
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows the steps of an operation and the ports that a workspace prefers. Changes nothing.",
        discussion: "Needs no database. If MOORAGE_URL is set, the daemon of that API computes the steps."
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "A workspace id such as ws7x2k4.") var workspace: String
    @Option(help: "cloud or bare_metal.") var type: DeploymentType = .cloud
    @Option(help: "\(OperationKind.allCases.map(\.rawValue).joined(separator: ", ")).") var kind: OperationKind =
        .provision

    func run() async throws {
        guard let id = WorkspaceID(workspace) else {
            throw CommandFailure(
                "'\(Terminal.plain(workspace))' is not a workspace id; allowed are 'ws' and 5 to 18 of a-z and 0-9.",
                exitCode: CommandFailure.usedWrongly
            )
        }
        for (index, step) in try await plan().steps.enumerated() {
            Terminal.line("\(index + 1). \(Terminal.plain(step.description))")
        }
        let block = PortBlockAllocator().preferredBlock(for: id)
        for (service, port) in block.ports.sorted(by: { $0.value < $1.value }) {
            Terminal.line("\(service.rawValue) on port \(port), if the block is free")
        }
    }

    private func plan() async throws -> Plan {
        guard let client = try await WorkspaceClients.api(options) else {
            return Plan(kind: kind, deploymentType: type.rawValue)
        }
        defer { client.close() }
        return try await client.plan(of: kind, type: type)
    }
}

extension OperationKind: ExpressibleByArgument {}
