import Foundation
import TestSSHServer

/// The program as a person runs it.
enum CommandLineTool {
    /// What a run came to.
    struct Result {
        let exitCode: Int32?
        let output: String
    }

    /// Runs `moorage` with arguments and nothing of the caller's environment but what is given.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
        let variables = environment.merging(["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]) { given, _ in given }
        let (exitCode, text) = try await ChildProcess.result(
            of: "/usr/bin/env",
            ["-i"] + variables.map { "\($0.key)=\($0.value)" } + [program] + arguments
        )
        return Result(exitCode: exitCode, output: text)
    }

    /// It is built beside the tests.
    private static let program: String = {
        let arguments = CommandLine.arguments
        let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] } ?? arguments[0]
        let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
        return folder.appending(path: "moorage").path
    }()
}
