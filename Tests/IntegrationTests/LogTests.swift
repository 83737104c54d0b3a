import Database
import Orchestrator
import Postgres
import Testing
import Workspaces

/// The contract's log: prompt, in one order, and numbered without gaps.
@Suite struct LogTests {
    @Test func `the first line comes within the backstop poll alone, twice a second`() async throws {
        #expect(OrchestratorLimits().pollInterval <= .milliseconds(500))
        try await TestWorld.run { world in
            // Nobody listens for notifications in this world.
            let number = try await world.enqueue("wsfirst1")
            try await world.awaitTrue(
                "a first line",
                "SELECT EXISTS (SELECT FROM provisioning_logs WHERE workspace_id = \(number))"
            )
        }
    }

    @Test func `times and ids sort a workspace's lines in the same way, including warnings of the trigger`()
        async throws
    {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            #expect(try await world.store.takeRequests(limit: 10) == 1)
            // The line of the acceptance is written, but not published, when a client's save is reverted.
            try await world.pool.query("UPDATE workspaces SET status = 'failed'")
            #expect(try await world.store.takeRequests(limit: 10) == 1)
            await world.daemon.projector.publishBatch()
            let levels = try await world.pool.query("SELECT level FROM provisioning_logs ORDER BY id").decode(
                String.self
            )
            #expect(levels == ["info", "warning"])
            try await expectOneOrder(world)
        }
    }

    @Test func `times increase strictly in one transaction, and after the clock was set back`() async throws {
        try await TestWorld.prepare { world in
            let number = try await world.enqueue("ws7x2k4")
            #expect(try await world.store.takeRequests(limit: 10) == 1)
            let lines =
                #"[{"level": "info", "message": "a", "data": {}}, {"level": "info", "message": "b", "data": {}}]"#
            try await world.pool.withTransaction { connection in
                try await connection.query(
                    "UPDATE moorage.workspaces SET last_log_at = last_log_at + interval '1 hour'"
                )
                try await connection.query("UPDATE moorage.log_outbox SET timestamp = timestamp + interval '1 hour'")
                for _ in 0..<3 {
                    try await connection.query("SELECT moorage.append_logs(\(number), \(lines)::jsonb)")
                }
            }
            await world.daemon.projector.publishBatch()
            #expect(try await world.count("provisioning_logs") == 7)
            try await expectOneOrder(world)
        }
    }

    @Test func `times increase strictly in busy workspaces`() async throws {
        try await TestWorld.run { world in
            let ids = (0..<6).map { "wsbusy\($0)" }
            for id in ids { try await world.enqueue(id) }
            for _ in 0..<20 { try await world.pool.query("UPDATE workspaces SET status = 'failed'") }
            for id in ids { try await world.awaitStatus("active", of: id) }
            try await world.awaitQuiet()
            #expect(try await world.count("provisioning_logs") > 6 * 20)
            try await expectOneOrder(world)
        }
    }

    private func expectOneOrder(_ world: TestWorld, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let disorder = try await world.count(
            """
            (SELECT timestamp <= lag(timestamp) OVER (PARTITION BY workspace_id ORDER BY id) AS is_out
             FROM provisioning_logs) l WHERE is_out
            """
        )
        #expect(disorder == 0, sourceLocation: sourceLocation)
    }

    @Test func `a client's log row gets a number among ours`() async throws {
        try await TestWorld.run { world in
            let client = try await TestClient.connect(to: world)
            let number = try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await client.query(
                "INSERT INTO provisioning_logs (workspace_id, message) VALUES (\(number), 'Hello from a client')"
            )
            let entries = try await PostgresLogStore(pool: world.pool).rows(of: number, after: 0, limit: 1000)
            #expect(entries.map(\.number) == Array(1...Int64(entries.count)))
            #expect(entries.last?.message == "Hello from a client")
            #expect(entries.last?.level == "info")
            await client.close()
        }
    }

    @Test func `a line that commits late comes after those already read, and a rolled back one never comes`()
        async throws
    {
        try await TestWorld.prepare { world in
            let number = try await world.enqueue("ws7x2k4")
            let logs = PostgresLogStore(pool: world.pool)
            let late = try await TestClient.connect(to: world)
            let never = try await TestClient.connect(to: world)
            try await late.query("BEGIN")
            try await late.query("INSERT INTO provisioning_logs (workspace_id, message) VALUES (\(number), 'late')")
            try await never.query("BEGIN")
            try await never.query("INSERT INTO provisioning_logs (workspace_id, message) VALUES (\(number), 'never')")
            try await world.pool.query(
                "INSERT INTO provisioning_logs (workspace_id, message) VALUES (\(number), 'soon')"
            )
            #expect(try await logs.rows(of: number, after: 0, limit: 1000).map(\.message) == ["soon"])
            try await never.query("ROLLBACK")
            try await late.query("COMMIT")
            let rest = try await logs.rows(of: number, after: 1, limit: 1000)
            #expect(rest.map(\.message) == ["late"])
            #expect(rest.map(\.number) == [2])
            await late.close()
            await never.close()
        }
    }

    @Test func `a reader that resumes gets the next number, under eight writers with open transactions`() async throws {
        try await TestWorld.prepare { world in
            let workspace = try await world.enqueue("ws7x2k4")
            let logs = PostgresLogStore(pool: world.pool)
            var clients: [TestClient] = []
            // One by one, because Postgres does not allow two concurrent grants on one table.
            for _ in 0..<8 { clients.append(try await TestClient.connect(to: world)) }
            let written = try await withThrowingTaskGroup(of: [String].self) { [clients] group in
                for client in clients {
                    group.addTask { try await Self.write(as: client, to: workspace, in: world) }
                }
                var seen: [LogRow] = []
                var written: [String] = []
                while !group.isEmpty {
                    written += try await group.next() ?? []
                    seen += try await logs.rows(of: workspace, after: seen.last?.number ?? 0, limit: 1000)
                    #expect(seen.map(\.number) == Array(1..<Int64(seen.count + 1)))
                }
                seen += try await logs.rows(of: workspace, after: seen.last?.number ?? 0, limit: 1000)
                #expect(seen.map(\.number) == Array(1..<Int64(seen.count + 1)))
                #expect(Set(seen.map(\.message)).count == seen.count)
                #expect(Set(seen.map(\.message)) == Set(written))
                return written
            }
            #expect(written.count == 8 * 20)
        }
    }

    /// Writes 30 lines, between reads of this task; every third is rolled back.
    ///
    /// - Returns: the committed ones.
    private static func write(
        as client: TestClient,
        to workspace: WorkspaceNumber,
        in world: TestWorld
    ) async throws -> [String] {
        let logs = PostgresLogStore(pool: world.pool)
        var committed: [String] = []
        for line in 0..<30 {
            let message = "\(client.role)-\(line)"
            try await client.query("BEGIN")
            try await client.query(
                "INSERT INTO provisioning_logs (workspace_id, message) VALUES (\(workspace), \(message))"
            )
            // Numbers are assigned while this transaction is open.
            let known = try await logs.rows(of: workspace, after: 0, limit: 1000)
            #expect(known.map(\.number) == Array(1..<Int64(known.count + 1)))
            #expect(!known.contains { $0.message == message })
            try await client.query(line % 3 == 2 ? "ROLLBACK" : "COMMIT")
            if line % 3 != 2 { committed.append(message) }
        }
        await client.close()
        return committed
    }
}
