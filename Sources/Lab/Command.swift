import Subprocess

/// Runs the system's programs by name with an argument list, never through a shell.
enum Command {
    /// Enough for `ip` and `mount`, and for error messages.
    private static let outputLimit = 1 << 20
    /// A daemon's PATH often lacks the folders of administration programs.
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Runs a program to its end and returns its standard output.
    ///
    /// - Throws: `LabError.commandFailed` with its standard error if its exit code is not 0.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name(program),
            arguments: Arguments(arguments),
            environment: environment,
            output: .string(limit: outputLimit),
            error: .string(limit: outputLimit)
        )
        guard result.terminationStatus.isSuccess else {
            throw failure(program, arguments, result.terminationStatus, said: result.standardError)
        }
        return result.standardOutput
    }

    /// Runs a program to its end, passing on each line of its output as it arrives.
    ///
    /// - Throws: `LabError.commandFailed` with the last lines if its exit code is not 0.
    static func follow(
        _ program: String,
        _ arguments: [String],
        onLine: @Sendable (String) -> Void
    ) async throws {
        let tailLength = 15
        var tail: [String] = []
        let result = try await Subprocess.run(
            .name(program),
            arguments: Arguments(arguments),
            environment: environment,
            input: .none,
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                onLine(line)
                tail.append(line)
                if tail.count > tailLength { tail.removeFirst() }
            }
        }
        guard result.terminationStatus.isSuccess else {
            throw failure(program, arguments, result.terminationStatus, said: tail.joined(separator: "\n"))
        }
    }

    private static var environment: Environment { .inherit.updating(["PATH": path, "LC_ALL": "C.UTF-8"]) }

    private static func failure(
        _ program: String,
        _ arguments: [String],
        _ status: TerminationStatus,
        said: String
    ) -> LabError {
        LabError(.commandFailed, "\(program) \(arguments.joined(separator: " ")) failed (\(status)): \(said)")
    }
}
