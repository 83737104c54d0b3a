import ArgumentParser
import CommandOutput
import Database
import Foundation
import Orchestrator
import Providers
import SSH
import Workspaces

/// `moorage host add ADDRESS`
struct HostAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Verifies a machine's key, reads and checks its facts, installs our key and records it."
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The machine's name or address.") var address: String
    @Option(help: "SHA256:… of its host key, as ssh-keygen -l prints it on the machine.") var fingerprint: String
    @Option(help: "E-mail of the owner whose workspaces the host may run.") var owner: String?
    @Flag(help: "It takes everybody's workspaces.") var shared = false
    @Option(help: "vcpu=,ram_gb=,storage_gb= when not the whole machine.") var capacity: String?
    @Option(help: "The port of its SSH server.") var port: UInt16 = 22
    @Option(help: "The user to log in as.") var user = "root"
    @Option(help: "The operator's private key, in OpenSSH format.") var keyFile = "~/.ssh/id_ed25519"

    func validate() throws {
        guard shared != (owner != nil) else { throw ValidationError("Give either --owner EMAIL or --shared.") }
        guard HostKeyPin(keyType: .ed25519, fingerprint: fingerprint) != nil else {
            throw ValidationError(
                "--fingerprint is '\(Terminal.plain(fingerprint))'; allowed is SHA256: and 43 characters, as ssh-keygen -l "
                    + "prints it on the machine."
            )
        }
        if let capacity {
            do {
                _ = try HostCapacity.parse(capacity, whole: Resources(vcpu: 1, ramGB: 1, storageGB: 1))
            } catch {
                throw ValidationError("--capacity: \(error)")
            }
        }
    }

    func run() async throws {
        try await CommandContext.with(options) { context in
            if let owner, try await !context.hosts.hasUser(email: owner) {
                throw CommandFailure(
                    "No user has the e-mail \(Terminal.plain(owner)); create one with moorage user create."
                )
            }
            let registration = try await register(context)
            for verdict in registration.verdicts {
                Terminal.line("\(verdict.passed ? "ok  " : "FAIL") \(verdict.requirement): \(verdict.evidence)")
                if !verdict.passed { Terminal.line("     \(verdict.remedy)") }
            }
            guard registration.isAccepted else {
                throw CommandFailure("The machine was refused; nothing was written to it.")
            }
            try await record(registration, context)
        }
    }

    private func register(_ context: CommandContext) async throws -> HostRegistration {
        let installation = try await Installation.open(
            on: context.database.pool,
            keyFile: MasterKeyFile(path: context.settings.masterKeyFile),
            acceptsDatabase: false,
            mints: false
        )
        let path = NSString(string: keyFile).expandingTildeInPath
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure("The key file \(path) cannot be read; give --key-file.")
        }
        return try await HostRegistrar(connector: SSHHostConnector()).register(
            HostRegistrationRequest(
                address: address,
                port: Port(rawValue: port),
                user: user,
                fingerprint: fingerprint,
                operatorKey: SSHPrivateKey(openSSH: text),
                daemonKey: installation.daemonKey
            )
        )
    }

    private func record(_ registration: HostRegistration, _ context: CommandContext) async throws {
        if let known = try await context.hosts.name(ofMachine: registration.facts.machineID) {
            throw CommandFailure(
                "This machine is already registered as \(known); a machine can be only one host. See moorage host list."
            )
        }
        let whole = HostCapacity.of(registration.facts)
        let resources = try capacity.map { try HostCapacity.parse($0, whole: whole) } ?? whole
        let id = try await context.hosts.add(
            address: address,
            port: Port(rawValue: port),
            user: user,
            registration: registration,
            capacity: resources,
            tenancy: owner.map { .owner(email: $0) } ?? .shared
        )
        Terminal.line(
            "Host \(id) is registered with \(resources.vcpu) vcpu, \(resources.ramGB) GB of memory and "
                + "\(resources.storageGB) GB of disk."
        )
    }
}
