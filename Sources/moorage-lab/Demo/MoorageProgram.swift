import CommandOutput
import Foundation
import Subprocess
import SystemPackage

/// The real `moorage`, run as a user runs it: in a process of its own, configured by its environment.
struct MoorageProgram: Sendable {
    /// Its settings, by environment variable. Settings in the caller's environment do not reach it.
    let settings: [String: String]
    let path: FilePath

    /// A drain waits for effects that cannot be interrupted, each of which has a deadline of its own.
    private static let drain = Duration.seconds(90)
    private static let settingPrefixes = ["MOORAGE_", "DIGITALOCEAN_", "DATABASE_URL"]

    /// Finds the program: the one that `MOORAGE_PROGRAM` names, else `moorage` beside this program.
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

    /// Runs a command to its end and prints each line that it prints.
    ///
    /// - Parameters:
    ///   - input: its standard input.
    ///   - prefix: what to put before each line.
    /// - Throws: ``CommandFailure`` when its exit code is not 0.
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
    /// - Parameter log: the file for all that it prints.
    /// - Throws: ``CommandFailure`` with the end of its log when it ended before.
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

    /// Ctrl-C is for this program alone, which then ends the others in their order.
    private var options: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.drain)]
        return options
    }
}
