import CommandOutput
import Foundation
import Subprocess
import SystemPackage

/// The real `moorage`, run like a user runs it: in its own process, configured by its environment.
struct MoorageProgram: Sendable {
    /// Its settings, by environment variable. Settings in the caller's environment do not affect it.
    let settings: [String: String]
    let path: FilePath

    /// A drain waits for effects that cannot be interrupted; each has its own deadline.
    private static let drain = Duration.seconds(90)
    private static let settingPrefixes = ["MOORAGE_", "DIGITALOCEAN_", "DATABASE_URL"]

    /// Finds the program: the one in `MOORAGE_PROGRAM`, otherwise `moorage` beside this program.
    init(settings: [String: String]) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let beside = FilePath(own).removingLastComponent().appending("moorage").string
        let named = ProcessInfo.processInfo.environment["MOORAGE_PROGRAM"] ?? beside
        guard FileManager.default.isExecutableFile(atPath: named) else {
            throw CommandFailure("There is no program at \(named); build it with make build, or set MOORAGE_PROGRAM.")
        }
        path = FilePath(named)
        self.settings = settings
    }

    /// Runs a command to its end and prints each line of its output.
    ///
    /// - Parameters:
    ///   - input: its standard input.
    ///   - prefix: the prefix of each line.
    /// - Throws: ``CommandFailure`` if its exit code is not 0.
    func run(_ arguments: [String], input: String = "", prefix: String) async throws {
        let result = try await Subprocess.run(
            .path(path),
            arguments: Arguments(arguments),
            environment: environment,
            platformOptions: options,
            input: .string(input),
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            for try await line in execution.standardOutput.strings() { Terminal.line(prefix + line) }
        }
        try Task.checkCancellation()
        guard result.terminationStatus.isSuccess else {
            throw CommandFailure("moorage \(arguments.joined(separator: " ")) failed (\(result.terminationStatus)).")
        }
    }

    /// Runs `moorage serve` until the task is cancelled, then lets it drain.
    ///
    /// - Parameter log: the file for its output.
    /// - Throws: ``CommandFailure`` with the end of its log if it ended early.
    func serve(log: String) async throws {
        let file = try FileDescriptor.open(
            FilePath(log),
            .writeOnly,
            options: [.create, .truncate],
            permissions: .ownerReadWrite
        )
        let result = try await Subprocess.run(
            .path(path),
            arguments: ["serve"],
            environment: environment,
            platformOptions: options,
            output: .fileDescriptor(file, closeAfterSpawningProcess: true),
            error: .combinedWithOutput
        )
        try Task.checkCancellation()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        throw CommandFailure("moorage serve ended (\(result.terminationStatus)): \(text.suffix(2000))")
    }

    private var environment: Environment {
        let inherited = ProcessInfo.processInfo.environment.filter { variable in
            !Self.settingPrefixes.contains { variable.key.hasPrefix($0) }
        }
        let all = inherited.merging(settings) { _, own in own }
        return .custom(Dictionary(uniqueKeysWithValues: all.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
    }

    /// Only this program handles Ctrl-C; it then ends the others in order.
    private var options: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.drain)]
        return options
    }
}
