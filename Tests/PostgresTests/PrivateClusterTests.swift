import Glibc
import Testing

@testable import Postgres

@Suite("The private cluster", .timeLimit(.minutes(15)))
struct PrivateClusterTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = try Files.makeTemporaryFolder(prefix: "/tmp/moorage-cluster-")
        try Files.setMode(0o755, of: folder)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(folder)) } catch { outcome = .failure(error) }
        // A failed test may have left a server.
        let script = """
            find "$1" -name postmaster.pid -exec head -n 1 {} ';' | xargs -r kill -QUIT
            rm -rf "$1"
            """
        try await ServerCommand(program: "/bin/sh", arguments: ["-c", script, "sh", folder]).run()
        try outcome.get()
    }

    private func connect(_ cluster: PrivateCluster) async throws -> PostgresConnection {
        try await PostgresConnection.connect(PostgresConfiguration(url: cluster.url()), logger: TestDatabase.logger)
    }

    private func postmaster(_ folder: String) throws -> Int32 {
        let line = Files.read(folder + "/data/postmaster.pid")?.split(separator: "\n").first
        return try #require(line.flatMap { Int32($0) })
    }

    @Test func itKeepsItsDataAndIsFoundRunning() async throws {
        try await withFolder { folder in
            let configuration = PrivateClusterConfiguration(folder: folder, durability: .fast)
            let cluster = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            let connection = try await connect(cluster)
            try await connection.execute("CREATE TABLE t (n int); INSERT INTO t VALUES (7)")
            let first = try postmaster(folder)
            _ = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            #expect(try postmaster(folder) == first)
            try await cluster.stop()
            try await cluster.stop()
            await expectError(.connectionFailed) { _ = try await connect(cluster) }
            let again = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            let answer = try await connect(again).query("SELECT n FROM t").decodeOnly(Int.self)
            #expect(answer == 7)
            try await again.stop()
        }
    }

    @Test func changedSettingsTakeEffectAtTheNextStart() async throws {
        try await withFolder { folder in
            var configuration = PrivateClusterConfiguration(folder: folder, durability: .fast)
            _ = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            configuration.settings["work_mem"] = "7MB"
            let cluster = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            let answer = try await connect(cluster).query("SHOW work_mem").decodeOnly(String.self)
            #expect(answer == "7MB")
            try await cluster.stop()
        }
    }

    @Test func itStartsAfterBeingKilledAlsoWhenItsProcessNumberIsAnothers() async throws {
        try await withFolder { folder in
            let configuration = PrivateClusterConfiguration(folder: folder, durability: .fast)
            let cluster = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            let connection = try await connect(cluster)
            let server = try postmaster(folder)
            #expect(kill(server, SIGKILL) == 0)
            // Its children notice the end of the parent; the lock stays behind.
            try await eventually("the server is gone") { kill(server, 0) != 0 }
            await expectError(.connectionLost) { try await connection.query("SELECT pg_sleep(600)") }
            // As if the process id had been reused by another program of the same account.
            let other = try postmaster(try await TestDatabase.sharedCluster().configuration.folder)
            let lock = folder + "/data/postmaster.pid"
            let rest = try #require(Files.read(lock)).split(separator: "\n").dropFirst().joined(separator: "\n")
            try await ServerCommand(
                program: "/bin/sh",
                arguments: ["-c", "cat > \"$1\"", "sh", lock],
                input: "\(other)\n\(rest)\n"
            ).run()
            let again = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            #expect(try await connect(again).query("SELECT 1").decodeOnly(Int.self) == 1)
            try await again.stop()
        }
    }

    @Test func aLongFolderNameStillHasASocket() async throws {
        try await withFolder { folder in
            let long = folder + "/" + String(repeating: "long", count: 30)
            let configuration = PrivateClusterConfiguration(folder: long, durability: .fast)
            let cluster = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            #expect(try await connect(cluster).query("SELECT 1").decodeOnly(Int.self) == 1)
            try await cluster.stop()
            _ = unsafe rmdir(cluster.socketFolder)
        }
    }

    @Test func onlyTheServersAccountEntersTheSocketsFolder() async throws {
        let cluster = try await TestDatabase.sharedCluster()
        var status = stat()
        #expect(unsafe stat(cluster.socketFolder, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        let other = try await connect(cluster)
        let listening = try await other.query("SHOW listen_addresses").decodeOnly(String.self)
        #expect(listening == "")
    }

    @Test func valuesStayOutOfTheServersLog() async throws {
        try await withFolder { folder in
            let configuration = PrivateClusterConfiguration(folder: folder, durability: .fast)
            let cluster = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            let connection = try await connect(cluster)
            try await connection.execute("CREATE TABLE t (n text UNIQUE)")
            try await connection.query("INSERT INTO t VALUES (\("s3cret"))")
            await expectError(.server) { try await connection.query("INSERT INTO t VALUES (\("s3cret"))") }
            try await cluster.stop()
            let log = try #require(Files.read(folder + "/log"))
            #expect(log.contains("t_n_key"))
            #expect(!log.contains("s3cret"))
        }
    }

    @Test func aFolderThatTheServerCannotEnterIsNamed() async throws {
        // Only root has a separate account for the server.
        guard geteuid() == 0 else { return }
        try await withFolder { folder in
            #expect(unsafe chmod(folder, 0o700) == 0)
            let configuration = PrivateClusterConfiguration(folder: folder + "/inside", durability: .fast)
            let error = await expectError(.clusterFailed) {
                _ = try await PrivateCluster.start(configuration, logger: TestDatabase.logger)
            }
            #expect(error?.message.contains(folder) == true)
        }
    }
}
