import Foundation
import Postgres
import TestSSHServer
import Testing

/// `moorage logs -f`, the real program, while many write: every line once, numbered without a gap, including the last
/// one.
@Suite(.timeLimit(.minutes(15)))
struct LogFollowTests {
    private struct Line: Decodable {
        let number: Int
        let message: String
    }

    @Test func `a follower sees every line once, under many writers, across lost connections`() async throws {
        try await ReliabilityWorld.run { world in
            // No daemon works on it: it does not come to rest before the test says so.
            try await world.enqueue("ws7x2k4")
            let url = (world.environment["DATABASE_URL"] ?? "") + "&application_name=follower"
            let follower = try ChildProcess(
                "/usr/bin/env",
                [
                    "-i", "PATH=/usr/bin:/bin", "DATABASE_URL=\(url)", "MOORAGE_DATA_DIR=\(world.folder.path)",
                    DaemonProcess.program, "logs", "ws7x2k4", "-f", "--json",
                ]
            )
            defer { follower.killAll() }
            try await write("first", in: world)
            try await follower.waitFor("first")
            let written = try await withThrowingTaskGroup(of: [String].self) { group in
                for writer in 0..<8 { group.addTask { try await write(as: writer, in: world) } }
                group.addTask { try await disturb(world) }
                return try await group.reduce(into: ["first"]) { $0 += $1 }
            }
            try await write("last", in: world)
            // Nothing more will come: the row comes to rest in one transaction with its last line.
            try await world.pool.withTransaction { connection in
                try await connection.query(
                    "INSERT INTO provisioning_logs (workspace_id, message) SELECT id, 'the end' FROM workspaces"
                )
                try await connection.query("DELETE FROM moorage.requests")
                try await connection.query("UPDATE workspaces SET status = 'active'")
            }
            #expect(await follower.ended() == .exited(0))
            let lines = try follower.text.split(separator: "\n").map {
                try JSONDecoder().decode(Line.self, from: Data($0.utf8))
            }
            #expect(lines.map(\.number) == Array(1...lines.count))
            #expect(Set(lines.map(\.message)) == Set(written + ["last", "the end"]))
            #expect(lines.count == written.count + 2)
            #expect(lines.last?.message == "the end")
        }
    }

    private func write(_ message: String, in world: ReliabilityWorld) async throws {
        try await world.pool.query(
            "INSERT INTO provisioning_logs (workspace_id, message) SELECT id, \(message) FROM workspaces"
        )
    }

    /// Lines in transactions that stay open for a while, so that they end in a different order than they began; every
    /// fifth is rolled back.
    ///
    /// - Returns: the committed ones.
    private func write(as writer: Int, in world: ReliabilityWorld) async throws -> [String] {
        let connection = try await PostgresConnection.connect(
            PostgresConfiguration(url: world.environment["DATABASE_URL"] ?? ""),
            logger: ReliabilityCluster.logger
        )
        var committed: [String] = []
        for number in 0..<60 {
            let message = "\(writer)-\(number)"
            try await connection.query("BEGIN")
            try await connection.query(
                "INSERT INTO provisioning_logs (workspace_id, message) SELECT id, \(message) FROM workspaces"
            )
            try await connection.query("SELECT pg_sleep(random() * 0.05)")
            // A client may change a line before and after it is visible.
            try await connection.query("UPDATE provisioning_logs SET level = 'debug' WHERE message = \(message)")
            if number % 5 == 4 {
                try await connection.query("ROLLBACK")
            } else {
                try await connection.query("COMMIT")
                committed.append(message)
            }
        }
        await connection.close()
        return committed
    }

    /// Ends the follower's connections again and again.
    private func disturb(_ world: ReliabilityWorld) async throws -> [String] {
        for _ in 0..<15 {
            try await world.pool.query(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE application_name = 'follower' AND datname = current_database()
                """
            )
            try await world.pool.query("SELECT pg_sleep(0.1)")
        }
        return []
    }
}
