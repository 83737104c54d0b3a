import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// Runs the programs that read the rendered files.
enum Program {
    /// More output than this from one of them is an error.
    static let outputLimit = 1 << 20

    struct Outcome {
        let isSuccess: Bool
        let output: String
        let errors: String
    }

    /// Runs a program to its end.
    static func run(
        _ path: String,
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> Outcome {
        var updates: [Environment.Key: String?] = [:]
        for (name, value) in environment { updates[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            .path(FilePath(path)),
            arguments: Arguments(arguments),
            environment: .inherit.updating(updates),
            input: .string(input),
            output: .string(limit: outputLimit),
            error: .string(limit: outputLimit)
        )
        return Outcome(
            isSuccess: result.terminationStatus.isSuccess,
            output: result.standardOutput,
            errors: result.standardError
        )
    }

    /// Whether a program is installed: a test that needs it is skipped elsewhere.
    static func exists(_ paths: String...) -> Bool {
        paths.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Calls `body` with a new folder, and removes it afterwards.
    static func withTemporaryFolder<Value>(
        mode: Int = 0o755,
        _ body: (String) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "moorage-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: mode]
        )
        do {
            let value = try await body(folder)
            try FileManager.default.removeItem(atPath: folder)
            return value
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// Writes a file, with its parent folders.
    static func write(_ content: String, to path: String, mode: Int = 0o644) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/" + folder, withIntermediateDirectories: true)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
        #expect(FileManager.default.createFile(atPath: path, contents: Data(content.utf8), attributes: attributes))
    }
}
