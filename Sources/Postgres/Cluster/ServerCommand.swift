import Glibc
import Subprocess
import SystemPackage

/// A run of one of the server's programs.
struct ServerCommand: Sendable {
    /// More than any of these programs prints; further output fails the run.
    private static let maximumOutput = 1 << 20

    let program: String
    let arguments: [String]
    var account: ServerAccount?
    /// The program's input; nil for none.
    var input: String?

    /// Runs the program to its end.
    ///
    /// - Returns: its output.
    /// - Throws: `PostgresError` with code `clusterFailed` and the program's error message.
    @discardableResult
    func run() async throws(PostgresError) -> String {
        let result = try await outcome()
        guard result.succeeded else {
            throw PostgresError(.clusterFailed, "\(name) failed: \(result.complaint)")
        }
        return result.output
    }

    /// Runs the program to its end, whatever its exit code.
    func outcome() async throws(PostgresError) -> (succeeded: Bool, output: String, complaint: String) {
        let words = commandLine
        do {
            let record = try await Subprocess.run(
                .path(FilePath(words[0])),
                arguments: Arguments(Array(words.dropFirst())),
                // Translated messages are useless in our log, and PGDATA or PGPORT are not meant for us.
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

    /// The program's command line, through `setpriv` (util-linux) for another account.
    ///
    /// Not through Subprocess' `userID`: it calls setgroups(2) through the C library in the forked child, which waits
    /// there for the other threads. They do not exist in the child, so it hangs (observed with 1.0.2).
    private var commandLine: [String] {
        guard let account, account.isForeign else { return [program] + arguments }
        return [
            "/usr/bin/setpriv", "--reuid=\(account.userID)", "--regid=\(account.groupID)", "--init-groups", program,
        ]
            + arguments
    }

    private var options: PlatformOptions {
        var options = PlatformOptions()
        // A separate session: Ctrl-C in a terminal is meant for us, and we decide when the server stops.
        options.createSession = true
        return options
    }
}

/// Where the server's programs are.
struct ServerPrograms: Sendable {
    /// The folder with `initdb`, `pg_ctl` and `postgres`.
    let folder: String
    /// The server's major version, such as 15.
    let version: String

    /// Searches the folders of Debian and Ubuntu, newest first, then `PATH`.
    ///
    /// - Parameter version: the major version that an existing cluster needs; nil for the newest.
    static func find(version: String?) async throws(PostgresError) -> ServerPrograms {
        let packaged = Files.list("/usr/lib/postgresql")
            .compactMap { name in Int(name).map { (number: $0, folder: "/usr/lib/postgresql/\(name)/bin") } }
            .sorted { $0.number > $1.number }
            .map(\.folder)
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        let candidates = packaged + path.split(separator: ":").map(String.init)
        for folder in candidates
        where ["initdb", "pg_ctl", "postgres"].allSatisfy({ Files.isProgram("\(folder)/\($0)") }) {
            // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
            let output = try await ServerCommand(program: "\(folder)/postgres", arguments: ["--version"]).run()
            let words = output.split(separator: " ")
            guard words.count > 2, let major = words[2].split(separator: ".").first else { continue }
            if version == nil || version == String(major) { return Self(folder: folder, version: String(major)) }
        }
        let wanted = version.map { "PostgreSQL \($0), which made this cluster," } ?? "PostgreSQL"
        throw PostgresError(
            .clusterFailed,
            "\(wanted) is not installed: there is no initdb in /usr/lib/postgresql/*/bin or in PATH"
        )
    }
}

/// The Unix account of the server: `postgres` if we are root, because the server refuses root; otherwise our own.
struct ServerAccount: Sendable {
    let userID: uid_t
    let groupID: gid_t
    /// Whether it differs from ours.
    let isForeign: Bool

    static func find() throws(PostgresError) -> ServerAccount {
        guard geteuid() == 0 else { return Self(userID: geteuid(), groupID: getegid(), isForeign: false) }
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>? = nil
        // 16 KiB suffice for any sane line of the user database; a longer one counts as missing.
        let account = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) {
            buffer -> ServerAccount? in
            guard let start = buffer.baseAddress,
                unsafe getpwnam_r("postgres", &entry, start, buffer.count, &found) == 0,
                unsafe found != nil
            else { return nil }
            return unsafe Self(userID: entry.pw_uid, groupID: entry.pw_gid, isForeign: true)
        }
        guard let account else {
            throw PostgresError(
                .clusterFailed,
                "Postgres does not run as root and there is no user postgres: install the package postgresql"
            )
        }
        return account
    }
}
