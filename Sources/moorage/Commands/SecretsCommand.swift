import ArgumentParser
import CommandOutput
import Database
import Orchestrator

/// `moorage secrets …`
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Manages the sealed secrets.",
        subcommands: [Rotate.self]
    )

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seals every secret again under a new master key.",
            discussion: """
                Stop the daemons first. The new key is created if its file does not exist. Afterwards start the daemons with MOORAGE_MASTER_KEY_FILE set to the new file, and keep the old key as long as you keep backups from before.
                """
        )

        @OptionGroup var options: SettingsOptions
        @Option(help: "File of the new master key; created (mode 0600) if it does not exist.") var newKeyFile: String

        func run() async throws {
            try await CommandContext.with(options) { context in
                let old = try SecretSealer(masterKey: try MasterKeyFile(path: context.settings.masterKeyFile).read())
                let file = MasterKeyFile(path: newKeyFile)
                let new = try SecretSealer(masterKey: file.exists ? try file.read() : try file.mint())
                guard old.keyID != new.keyID else {
                    throw CommandFailure("\(newKeyFile) contains the current master key; use a different file.")
                }
                let count = try await MasterKeyRotation(pool: context.database.pool).rotate(from: old, to: new)
                Terminal.line("\(count) secrets are now sealed under \(new.keyID).")
                Terminal.line("Start the daemons with MOORAGE_MASTER_KEY_FILE=\(newKeyFile).")
            }
        }
    }
}
