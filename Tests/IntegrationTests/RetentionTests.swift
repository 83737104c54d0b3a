import Postgres
import Testing
import Workspaces

@testable import Database

/// Which records are kept and which are removed. The other tests of this target show that nothing is removed too early.
@Suite struct RetentionTests {
    /// A removed workspace and an existing one.
    private func withHistory(_ body: (TestWorld) async throws -> Void) async throws {
        try await TestWorld.run { world in
            try await world.enqueue("wsgone1")
            try await world.enqueue("wshere1")
            try await world.awaitStatus("active", of: "wsgone1")
            try await world.awaitStatus("active", of: "wshere1")
            try await world.pool.query("DELETE FROM workspaces WHERE workspace_id = 'wsgone1'")
            try await world.awaitQuiet()
            try await body(world)
        }
    }

    private func prune(_ policy: RetentionPolicy, in world: TestWorld) async throws -> [String: Int] {
        try await RetentionPruner(pool: world.pool, policy: policy).pruneBatch()
    }

    @Test func `young records stay, except numbers of rows deleted with their workspace`() async throws {
        try await withHistory { world in
            let transitions = try await world.count("moorage.transitions")
            let logs = try await world.count("provisioning_logs")
            let removed = try await prune(
                RetentionPolicy(logDays: 1, otpDays: 1, transitionDays: 1, historyDays: 1),
                in: world
            )
            #expect(Set(removed.keys).isSubset(of: ["log_numbers", "unnumbered_logs"]))
            #expect(try await world.count("moorage.transitions") == transitions)
            #expect(try await world.count("provisioning_logs") == logs)
            #expect(
                try await world.count(
                    "moorage.unnumbered_logs u JOIN moorage.workspaces m ON m.number = u.workspace_number "
                        + "WHERE m.workspace_id = 'wsgone1'"
                ) == 0
            )
        }
    }

    @Test func `the steps of finished operations go first, then the operations and their resources`() async throws {
        try await withHistory { world in
            // A row of the history never changes, so its reader's clock makes it old: minus days is later.
            let first = try await prune(RetentionPolicy(transitionDays: -1, historyDays: nil), in: world)
            #expect((first["transitions"] ?? 0) > 0 && (first["effects"] ?? 0) > 0)
            #expect(try await world.count("moorage.transitions") == 0)
            #expect(try await world.count("moorage.operation_history") == 3)
            let second = try await prune(RetentionPolicy(transitionDays: nil, historyDays: -1), in: world)
            #expect(second["operation_history"] == 3)
            #expect(second["resources"] == 1)
            #expect(try await world.count("moorage.resources WHERE state = 'created'") == 1)
        }
    }

    @Test func `an operation is kept as long as its steps`() async throws {
        try await withHistory { world in
            let removed = try await prune(RetentionPolicy(transitionDays: nil, historyDays: -1), in: world)
            #expect(removed["operation_history"] == nil)
            #expect(try await world.count("moorage.operation_history") == 3)
        }
    }

    @Test func `numbers continue after those of removed rows`() async throws {
        try await withHistory { world in
            let number = try await world.value(
                "SELECT id FROM workspaces WHERE workspace_id = 'wshere1'",
                as: Int64.self
            )
            let logs = PostgresLogStore(pool: world.pool)
            let before = try await logs.rows(of: .init(rawValue: number), after: 0, limit: 1000)
            let last = try #require(before.last).number
            let removed = try await prune(RetentionPolicy(logDays: -1), in: world)
            #expect(removed["provisioning_logs"] == before.count)
            try await world.pool.query(
                "INSERT INTO provisioning_logs (workspace_id, level, message) VALUES (\(number), 'info', 'later')"
            )
            let after = try await logs.rows(of: .init(rawValue: number), after: last, limit: 1000)
            #expect(after.map(\.message) == ["later"])
            #expect(after.map(\.number) == [last + 1])
        }
    }

    @Test func `only the latest checks of a long wait are kept`() async throws {
        try await TestWorld.prepare { world in
            let number = try await world.enqueue("wslong1")
            _ = try await world.store.takeRequests(limit: 10)
            try await world.pool.query(
                """
                UPDATE moorage.operations SET sequence = 1500;
                """
            )
            try await world.pool.query(
                """
                INSERT INTO moorage.transitions (operation_id, sequence, from_step, event, to_step, event_data, epoch)
                SELECT o.id, s, 'place', 'failed', 'place', '{}', 1
                FROM moorage.operations o, generate_series(1, 1500) s WHERE o.workspace_number = \(number)
                """
            )
            let removed = try await prune(RetentionPolicy(), in: world)
            #expect(removed["transitions"] == 500)
            #expect(try await world.value("SELECT min(sequence) FROM moorage.transitions", as: Int.self) == 501)
        }
    }

    @Test func `expired one-time passwords are removed on request`() async throws {
        try await withHistory { world in
            try await world.pool.query(
                """
                INSERT INTO workspace_otps (workspace_id, otp_code, expires_at)
                SELECT id, 'A7F2D8', now() - interval '3 days' FROM workspaces
                """
            )
            #expect(try await prune(RetentionPolicy(), in: world)["workspace_otps"] == nil)
            #expect(try await prune(RetentionPolicy(otpDays: 4), in: world)["workspace_otps"] == nil)
            #expect(try await prune(RetentionPolicy(otpDays: 2), in: world)["workspace_otps"] == 1)
        }
    }
}
