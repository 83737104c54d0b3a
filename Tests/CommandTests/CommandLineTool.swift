import Foundation
import TestSSHServer

/// The program as a person runs it.
enum CommandLineTool {
    /// The result of a run.
    struct Result {
        let exitCode: Int32?
        let output: String
    }

    /// Runs `moorage` with arguments and only the given part of the caller's environment.
    ///
    /// - Parameter input: the standard input.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil
    ) async throws -> Result {
        let variables = environment.merging(["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]) { given, _ in given }
        let command = ["/usr/bin/env", "-i"] + variables.map { "\($0.key)=\($0.value)" } + [program] + arguments
        let piped = input.map { ["/bin/sh", "-c", #"printf %s "$0" | "$@""#, $0] } ?? []
        let whole = piped + command
        let (exitCode, text) = try await ChildProcess.result(of: whole[0], Array(whole.dropFirst()))
        return Result(exitCode: exitCode, output: text)
    }

    /// It is built beside the tests.
    static let program: String = {
        let arguments = CommandLine.arguments
        let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] } ?? arguments[0]
        let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
        return folder.appending(path: "moorage").path
    }()
}
