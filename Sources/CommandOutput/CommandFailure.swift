package import ArgumentParser

/// Why a command could not do what was asked, for the person who asked.
package struct CommandFailure: Error, CustomStringConvertible {
    /// The exit code for a command that was used wrongly.
    package static let usedWrongly: Int32 = 2

    /// What happened, to what, why, and what to do next.
    package let description: String
    /// 1: it failed; 2: it was used wrongly.
    package let exitCode: Int32

    package init(_ description: String, exitCode: Int32 = 1) {
        self.description = description
        self.exitCode = exitCode
    }
}

extension AsyncParsableCommand {
    /// Runs a program's root command. A failure becomes one sentence on standard error and an exit code: 1 it failed,
    /// 2 it was used wrongly.
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
