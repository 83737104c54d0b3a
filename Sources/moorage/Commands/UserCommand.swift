import ArgumentParser
import CommandOutput
import Database
import Foundation
import Front
import Passwords
import Workspaces

/// `moorage user …`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Creates users and grants staff status.",
        subcommands: [Create.self, Staff.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates a user; reads the password from standard input, so that no process list shows it."
        )

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The e-mail, which is the user name.") var email: String
        @Option(help: "Any name; the first part of the e-mail if omitted.") var username: String?
        @Flag(help: "The user sees all objects of this installation.") var staff = false

        func run() async throws {
            let name = username ?? String(email.prefix { $0 != "@" })
            let checked: NewAccountInput
            do {
                checked = try NewAccountInput(email: email, username: name, password: try Self.password())
            } catch let refusal as NewAccountInput.Refusal {
                throw CommandFailure(Terminal.plain(refusal.description), exitCode: CommandFailure.usedWrongly)
            }
            try await CommandContext.with(options) { context in
                let hash = try await PasswordHasher().hash(checked.password)
                let account = NewAccount(
                    email: checked.email,
                    username: checked.username,
                    hashedPassword: hash,
                    isStaff: staff
                )
                switch try await PostgresAccountStore(pool: context.database.pool).add(account) {
                case .made(let made): Terminal.line("User \(made.id) is \(made.email)\(staff ? ", staff" : "").")
                case .emailTaken: throw CommandFailure("Another user has the e-mail \(checked.email).")
                case .usernameTaken: throw CommandFailure("Another user has the name \(Terminal.plain(name)).")
                }
            }
        }

        private static func password() throws -> String {
            if isatty(STDIN_FILENO) == 1 { Terminal.error("Type the password and press Enter; it will be visible.") }
            guard let line = readLine(strippingNewline: true) else {
                throw CommandFailure(
                    "There is no password on standard input; write one line.",
                    exitCode: CommandFailure.usedWrongly
                )
            }
            return line
        }
    }

    struct Staff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Grants staff status to a user, or revokes it.",
            discussion: "A password change, also by another program, revokes it too; grant it again then."
        )

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The user's e-mail.") var email: String
        @Flag(help: "The user is no longer staff.") var revoke = false

        func run() async throws {
            try await CommandContext.with(options) { context in
                let store = PostgresAccountStore(pool: context.database.pool)
                guard try await store.setStaff(!revoke, email: email) else {
                    throw CommandFailure("No user has the e-mail \(Terminal.plain(email)).")
                }
                Terminal.line("\(Terminal.plain(email)) is \(revoke ? "staff no more" : "staff").")
            }
        }
    }
}
