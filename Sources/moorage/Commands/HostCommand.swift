import ArgumentParser
import CommandOutput
import Database
import Providers
import SSH
import Workspaces

/// `moorage host …`
struct HostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host",
        abstract: "Registers bare-metal hosts and shows all hosts.",
        subcommands: [HostAdd.self, List.self, Show.self, Repin.self, Drain.self, Remove.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all hosts with their reservations.")

        @OptionGroup var options: SettingsOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await CommandContext.with(options) { context in
                let hosts = try await context.hosts.list()
                if json { return try Terminal.json(hosts) }
                var table = Table("ID", "KIND", "NAME", "STATE", "OWNER", "VCPU", "RAM_GB", "STORAGE_GB", "WORKSPACES")
                for host in hosts {
                    table.append(
                        host.id.description,
                        host.kind,
                        host.name,
                        host.state.description,
                        host.ownerEmail ?? "(shared)",
                        share(host, \.vcpu),
                        share(host, \.ramGB),
                        share(host, \.storageGB),
                        host.workspaces.joined(separator: ",")
                    )
                }
                table.lines.forEach(Terminal.line)
            }
        }

        private func share(_ host: Host, _ part: KeyPath<Resources, Int>) -> String {
            guard let capacity = host.capacity else { return "-" }
            return "\(host.reserved[keyPath: part])/\(capacity[keyPath: part])"
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one host as JSON.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The host's id.") var host: Int64

        func run() async throws {
            try await CommandContext.with(options) { context in
                guard let host = try await context.hosts.list(HostID(rawValue: host)).first else {
                    throw HostCommand.notFound(self.host)
                }
                try Terminal.json(host)
            }
        }
    }

    struct Repin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pins a new host key, after you have compared it on the machine's own console."
        )

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The host's id.") var host: Int64
        @Option(help: "SHA256:… as ssh-keygen -l prints it.") var fingerprint: String
        @Option(help: "ssh-ed25519 or ecdsa-sha2-nistp256.") var keyType = "ssh-ed25519"

        func run() async throws {
            guard let type = HostKeyPin.KeyType(rawValue: keyType),
                let pin = HostKeyPin(keyType: type, fingerprint: fingerprint)
            else {
                throw CommandFailure(
                    "--fingerprint or --key-type is malformed; allowed are SHA256: and 43 characters, and ssh-ed25519 "
                        + "or ecdsa-sha2-nistp256.",
                    exitCode: CommandFailure.usedWrongly
                )
            }
            try await CommandContext.with(options) { context in
                guard try await context.hosts.repin(HostID(rawValue: host), to: pin) else {
                    throw HostCommand.notFound(host)
                }
                Terminal.line("Host \(host) is now pinned to \(fingerprint).")
            }
        }
    }

    struct Drain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Places no more workspaces on a host.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The host's id.") var host: Int64

        func run() async throws {
            try await CommandContext.with(options) { context in
                guard try await context.hosts.drain(HostID(rawValue: host)) else { throw HostCommand.notFound(host) }
                Terminal.line("Host \(host) gets no more workspaces.")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a bare-metal host without workspaces from the records."
        )

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The host's id.") var host: Int64

        func run() async throws {
            try await CommandContext.with(options) { context in
                guard try await context.hosts.remove(HostID(rawValue: host)) else {
                    throw CommandFailure(
                        "Host \(host) is not a bare-metal host, or workspaces still have a place on it; see moorage host "
                            + "show \(host)."
                    )
                }
                Terminal.line("Host \(host) is forgotten.")
            }
        }
    }

    static func notFound(_ host: Int64) -> CommandFailure {
        CommandFailure("There is no bare-metal host \(host); see moorage host list.")
    }
}
