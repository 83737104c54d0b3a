import CPostgres
import Glibc
import Subprocess
import SystemPackage

/// The server process of a private cluster, controlled with `initdb` and `pg_ctl`.
struct ClusterServer: Sendable {
    /// The time limit of a start in seconds: recovery after a crash reads the write-ahead log again.
    private static let startPatience = 120
    /// The time limit of a stop in seconds: it writes a last checkpoint.
    private static let stopPatience = 60
    /// The size of the log in bytes above which a start begins a new file and keeps the old one: at most two of about
    /// this size.
    private static let maximumLogSize = 10 << 20
    private static let settingsFile = "moorage.conf"

    let configuration: PrivateClusterConfiguration
    let account: ServerAccount
    let programs: ServerPrograms
    let socketFolder: String

    private var data: String { configuration.dataFolder }

    /// Creates the data folder beside its place first, so that a partial one is never mistaken for a cluster.
    func initialize() async throws(PostgresError) {
        guard !Files.exists(data + "/PG_VERSION") else { return }
        try await checkAccess()
        let draft = "\(data).\(getpid())"
        try Files.makePrivateFolder(draft, owner: account)
        var arguments = [
            "-D", draft, "-U", PrivateCluster.superuser, "--auth-local=trust", "--auth-host=scram-sha-256",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
        ]
        if configuration.durability == .fast { arguments.append("--no-sync") }
        try await command("initdb", arguments).run()
        try await append("include_if_exists '\(Self.settingsFile)'\n", to: draft + "/postgresql.conf")
        // Fails if another process was faster; then its cluster is as good.
        if unsafe rename(draft, data) != 0, !Files.exists(data + "/PG_VERSION") {
            throw Files.failure("\(draft) cannot be renamed to \(data)")
        }
    }

    /// Starts the server, or finds it running with the same settings.
    func start() async throws(PostgresError) {
        let settings = configuration.serverSettings(socketFolder: socketFolder)
        if isRunning() {
            if Files.read("\(data)/\(Self.settingsFile)") == settings { return }
            try await stop()
        }
        removeStaleLock()
        try await write(settings, to: "\(data)/\(Self.settingsFile)")
        // The server's account may not write into the folder itself, so the log is created for it.
        try await prepareLog()
        let result = try await command(
            "pg_ctl",
            ["-D", data, "-l", configuration.logFile, "-s", "-w", "-t", String(Self.startPatience), "start"]
        ).outcome()
        guard result.succeeded || isRunning() else {
            let log = Files.read(configuration.logFile)?.split(separator: "\n").suffix(3).joined(separator: "; ") ?? ""
            throw PostgresError(.clusterFailed, "the database server does not start: \(result.complaint) \(log)")
        }
    }

    func stop() async throws(PostgresError) {
        guard isRunning() else { return }
        try await command(
            "pg_ctl",
            ["-D", data, "-m", "fast", "-s", "-w", "-t", String(Self.stopPatience), "stop"]
        ).run()
    }

    /// Leaves a shell behind that waits for this process to end, then stops the server and removes the folder.
    ///
    /// It reads from a pipe whose other end only this process holds, so it notices any end, even by SIGKILL.
    func stopWithProcess() async throws(PostgresError) {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe2(&ends, CInt(O_CLOEXEC)) == 0 else { throw Files.failure("the pipe cannot be created") }
        let script = """
            exec 3<&0
            {
                read -r _ <&3
                server=$(head -n 1 "$1/data/postmaster.pid") && kill -QUIT "$server"
                while kill -0 "$server"; do sleep 0.1; done
                rm -rf "$1" "$2"
            } >/dev/null 2>&1 &
            """
        var options = PlatformOptions()
        options.createSession = true
        do {
            _ = try await Subprocess.run(
                .path("/bin/sh"),
                arguments: ["-c", script, "sh", configuration.folder, socketFolder],
                environment: .custom(["PATH": "/usr/bin:/bin"]),
                workingDirectory: "/",
                platformOptions: options,
                input: .fileDescriptor(FileDescriptor(rawValue: ends[0]), closeAfterSpawningProcess: true),
                output: .discarded,
                error: .discarded
            )
        } catch {
            throw PostgresError(.clusterFailed, "nobody would stop the server", cause: error)
        }
    }

    /// The server named in `postmaster.pid` runs, and belongs to this folder: the process id may have been reused.
    private func isRunning() -> Bool {
        guard let lockHolder else { return false }
        return Files.target(ofLink: "/proc/\(lockHolder)/cwd") == data
    }

    private var lockHolder: Int? {
        Files.read(data + "/postmaster.pid")?.split(separator: "\n").first.flatMap { Int($0) }
    }

    /// Removes the lock of a killed server if another program now has its process id, because Postgres would refuse to
    /// start. Any other lock is left to Postgres, which knows whether one is stale.
    private func removeStaleLock() {
        guard let number = lockHolder, let folder = Files.target(ofLink: "/proc/\(number)/cwd"), folder != data
        else { return }
        _ = unsafe unlink(data + "/postmaster.pid")
    }

    private func checkAccess() async throws(PostgresError) {
        let probe = ServerCommand(program: "/usr/bin/test", arguments: ["-x", configuration.folder], account: account)
        guard try await probe.outcome().succeeded else {
            throw PostgresError(
                .clusterFailed,
                "user postgres cannot enter \(configuration.folder): choose a folder below those open to all"
            )
        }
    }

    private func prepareLog() async throws(PostgresError) {
        let log = configuration.logFile
        if Files.size(log) > Self.maximumLogSize { _ = unsafe rename(log, log + ".old") }
        let descriptor = unsafe open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Files.failure("\(log) cannot be created") }
        defer { close(descriptor) }
        guard !account.isForeign || fchown(descriptor, account.userID, account.groupID) == 0 else {
            throw Files.failure("the owner of \(log) cannot be set")
        }
    }

    private func command(_ program: String, _ arguments: [String]) -> ServerCommand {
        ServerCommand(program: "\(programs.folder)/\(program)", arguments: arguments, account: account)
    }

    private func write(_ text: String, to path: String) async throws(PostgresError) {
        try await shell("cat > \"$1\"", text, path)
    }

    private func append(_ text: String, to path: String) async throws(PostgresError) {
        try await shell("cat >> \"$1\"", text, path)
    }

    /// As the server's account, so that root follows no link that this account may have created.
    private func shell(_ script: String, _ input: String, _ path: String) async throws(PostgresError) {
        var command = ServerCommand(program: "/bin/sh", arguments: ["-c", script, "sh", path], account: account)
        command.input = input
        try await command.run()
    }
}
