package import ArgumentParser

/// Why a command failed, for its user.
package struct CommandFailure: Error, CustomStringConvertible {
    /// The exit code for wrong usage.
    package static let usedWrongly: Int32 = 2

    /// What happened, to what, why, and what to do next.
    package let description: String
    /// 1: it failed; 2: wrong usage.
    package let exitCode: Int32

    package init(_ description: String, exitCode: Int32 = 1) {
        self.description = description
        self.exitCode = exitCode
    }
}

extension AsyncParsableCommand {
    /// Runs a program's root command. A failure becomes one sentence on standard error and an exit code: 1 for a
    /// failure, 2 for wrong usage.
    package static func runAsProgram() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CommandFailure {
            Terminal.error(error.description)
            exit(withError: ExitCode(error.exitCode))
        } catch {
            let code = exitCode(for: error)
            guard code != .success else { exit(withError: error) }
            Terminal.error(message(for: error))
            exit(withError: ExitCode(code == .validationFailure ? CommandFailure.usedWrongly : 1))
        }
    }
}
