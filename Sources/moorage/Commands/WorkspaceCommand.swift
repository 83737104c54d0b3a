internal import ArgumentParser
import CommandOutput
package import Workspaces

/// `moorage workspace …`
struct WorkspaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace",
        abstract: "Creates, lists, shows and removes workspaces.",
        discussion: whoIsAsked,
        subcommands: [Create.self, List.self, Show.self, Delete.self, Retry.self, Repair.self, Cancel.self]
    )

    /// For the help of each command that can use either.
    static let whoIsAsked = """
        Asks the API when MOORAGE_URL names one, as the user of the token in MOORAGE_TOKEN or in the file that \
        MOORAGE_TOKEN_FILE names; else, or with --database-url, the database. MOORAGE_CA_FILE names certificates to \
        trust; plain http leaves this machine only with MOORAGE_ALLOW_PLAIN_HTTP=yes.
        """

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Inserts a row, which is the request.",
            discussion: whoIsAsked
        )

        /// More than any machine has.
        private static let largestAmount = 1_000_000

        @OptionGroup var options: SettingsOptions
        @Argument(help: "Any name of at most 100 characters.") var name: String
        @Option(help: "E-mail of the owner, a row in meta_users. Over the API it is the token's user.")
        var owner: String?
        @Option(help: "cloud or bare_metal.") var type: DeploymentType = .cloud
        @Option(help: "Region slug; empty for the default.") var region = ""
        @Option(help: "Processors.") var vcpu = 2
        @Option(help: "Memory in GB.") var ramGB = 4
        @Option(help: "Disk in GB.") var storageGB = 50
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard name.count <= 100 else { throw ValidationError("name is longer than 100 characters.") }
            for (option, value) in [("--vcpu", vcpu), ("--ram-gb", ramGB), ("--storage-gb", storageGB)] {
                guard (1...Self.largestAmount).contains(value) else {
                    throw ValidationError(
                        "\(option) is \(value); allowed are whole numbers from 1 to \(Self.largestAmount)."
                    )
                }
            }
        }

        func run() async throws {
            try await WorkspaceClients.with(options) { client in
                let workspace = NewWorkspace(
                    name: name,
                    deploymentType: type,
                    region: region,
                    resources: Resources(vcpu: vcpu, ramGB: ramGB, storageGB: storageGB),
                    configuration: [:]
                )
                let made = try await client.create(workspace, owner: owner)
                if json { return try Terminal.json(made) }
                Terminal.line(made.workspaceID)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists all workspaces, newest first; over the API the user's own.",
            discussion: whoIsAsked
        )

        @OptionGroup var options: SettingsOptions
        @Flag(help: "Every user's; over the API for staff, with a token of scope admin.") var all = false
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await WorkspaceClients.with(options) { client in
                let workspaces = try await client.list(everybodys: all)
                if json { return try Terminal.json(workspaces) }
                var table = Table("WORKSPACE", "NAME", "TYPE", "STATUS", "STEP", "ADDRESS", "USD/MONTH")
                for workspace in workspaces {
                    table.append(
                        workspace.workspaceID,
                        workspace.name,
                        workspace.deploymentType,
                        workspace.status,
                        workspace.operation?.step.description ?? "-",
                        workspace.ipAddress ?? "-",
                        workspace.monthlyCost
                    )
                }
                table.lines.forEach(Terminal.line)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one workspace with its ports and endpoint.",
            discussion: whoIsAsked
        )

        @OptionGroup var options: SettingsOptions
        @Argument var workspace: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await WorkspaceClients.with(options) { client in
                let summary = try await client.workspace(workspace)
                if json { return try Terminal.json(summary) }
                var table = Table("FIELD", "VALUE")
                table.append("workspace_id", summary.workspaceID)
                table.append("name", summary.name)
                table.append("owner", summary.ownerEmail ?? "-")
                table.append("deployment_type", summary.deploymentType)
                table.append("status", summary.status)
                table.append("instance_url", summary.instanceURL)
                table.append("ip_address", summary.ipAddress ?? "-")
                table.append("monthly_cost", summary.monthlyCost)
                for (service, port) in summary.recordedPorts.sorted(by: { $0.key < $1.key }) {
                    table.append("port \(service)", String(port))
                }
                table.lines.dropFirst().forEach(Terminal.line)
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Requests the decommission of a workspace.",
            discussion: whoIsAsked
        )

        @OptionGroup var options: SettingsOptions
        @Argument var workspace: String

        func run() async throws { try await WorkspaceCommand.request(.operation(.decommission), workspace, options) }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Builds a workspace again that failed, was decommissioned or lost its server.",
            discussion: whoIsAsked
        )

        @OptionGroup var options: SettingsOptions
        @Argument var workspace: String
        @Option(help: "If it fails again, keep its resources for this many hours for debugging.")
        var keepForDebuggingHours: Int?

        func validate() throws {
            guard let hours = keepForDebuggingHours else { return }
            guard (1...WorkspaceSpecification.longestKeepHours).contains(hours) else {
                throw ValidationError(
                    "--keep-for-debugging-hours is \(hours); allowed are whole numbers from 1 to "
                        + "\(WorkspaceSpecification.longestKeepHours)."
                )
            }
        }

        func run() async throws {
            try await WorkspaceCommand.request(.operation(.provision), workspace, options, keepForDebuggingHours)
        }
    }

    struct Repair: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Restores an active workspace to what was installed; moorage why shows the drift.",
            discussion: whoIsAsked
        )

        @OptionGroup var options: SettingsOptions
        @Argument var workspace: String

        func run() async throws { try await WorkspaceCommand.request(.operation(.repair), workspace, options) }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Asks the operation in progress to stop.",
            discussion: whoIsAsked
        )

        @OptionGroup var options: SettingsOptions
        @Argument var workspace: String

        func run() async throws { try await WorkspaceCommand.request(.cancel, workspace, options) }
    }

    private static func request(
        _ request: WorkspaceRequest,
        _ workspace: String,
        _ options: SettingsOptions,
        _ keepForDebuggingHours: Int? = nil
    ) async throws {
        try await WorkspaceClients.with(options) { client in
            try await client.request(request, for: workspace, keepForDebuggingHours: keepForDebuggingHours)
            Terminal.line("Requested. Follow it with: moorage logs \(workspace) -f")
        }
    }
}

extension DeploymentType: ExpressibleByArgument {}
