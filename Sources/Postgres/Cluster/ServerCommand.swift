import Subprocess
import SystemPackage

/// A run of one of the server's programs.
struct ServerCommand: Sendable {
    /// More than any of these programs prints; what is beyond it fails the run.
    private static let maximumOutput = 1 << 20

    let program: String
    let arguments: [String]
    var account: ServerAccount?
    /// What the program reads; nothing when nil.
    var input: String?

    /// Runs the program to its end.
    ///
    /// - Returns: what it printed.
    /// - Throws: `PostgresError` with code `clusterFailed` and what it complained about.
    @discardableResult
    func run() async throws(PostgresError) -> String {
        let result = try await outcome()
        guard result.succeeded else {
            throw PostgresError(.clusterFailed, "\(name) failed: \(result.complaint)")
        }
        return result.output
    }

    /// Runs the program to its end, whichever that is.
    func outcome() async throws(PostgresError) -> (succeeded: Bool, output: String, complaint: String) {
        let words = commandLine
        do {
            let record = try await Subprocess.run(
                .path(FilePath(words[0])),
                arguments: Arguments(Array(words.dropFirst())),
                // Translated messages would be of no use in our log; a PGDATA or PGPORT is not meant for us.
                environment: .custom(["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]),
                workingDirectory: "/",
                platformOptions: options,
                input: .string(input ?? ""),
                output: .string(limit: Self.maximumOutput),
                error: .string(limit: Self.maximumOutput)
            )
            let complaint = record.standardError
            return (record.terminationStatus.isSuccess, record.standardOutput, complaint.trimmed())
        } catch {
            throw PostgresError(.clusterFailed, "\(name) could not be run", cause: error)
        }
    }

    private var name: String { program.split(separator: "/").last.map(String.init) ?? program }

    /// The program's words, through `setpriv` (util-linux) for another account.
    ///
    /// Not through Subprocess' `userID`: it calls setgroups(2) by the C library in the forked child, which waits there
    /// for other threads to change along. They do not exist in the child, and it hangs (seen with 1.0.2).
    private var commandLine: [String] {
        guard let account, account.isForeign else { return [program] + arguments }
        return [
            "/usr/bin/setpriv", "--reuid=\(account.userID)", "--regid=\(account.groupID)", "--init-groups", program,
        ]
            + arguments
    }

    private var options: PlatformOptions {
        var options = PlatformOptions()
        // A session of its own: Ctrl-C in a terminal is for us, and we decide when the server stops.
        options.createSession = true
        return options
    }
}
