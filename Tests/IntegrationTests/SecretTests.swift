import Database
import Orchestrator
import Postgres
import Services
import TestSupport
import Testing
import Workspaces

/// A secret is in `moorage.secrets`, sealed, and nowhere else in the database.
@Suite struct SecretTests {
    @Test func `no column of any table contains an unencrypted secret, during the work and after it`() async throws {
        try await TestWorld.run { world in
            await world.hosts.inject(.hangs)
            let number = try await world.enqueue("ws7x2k4")
            try await world.awaitTrue(
                "the run is followed",
                "SELECT EXISTS (SELECT FROM moorage.operations WHERE effect ? 'followRun')"
            )
            let sealed = try #require(try await world.store.secret(.workspace, of: number.rawValue))
            let sentinels = try WorkspaceSecrets.decode(sealed).all.map { $0.reveal() }
            #expect(sentinels.count == 6 && sentinels.allSatisfy { $0.count >= 16 })
            try await expectNone(of: sentinels, in: world)
            await world.hosts.finishHangingRuns()
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            try await expectNone(of: sentinels, in: world)
        }
    }

    @Test func `a secret cannot be moved to another workspace`() async throws {
        try await TestWorld.run { world in
            for id in ["ws7x2k4", "ws3a9f1"] { try await world.enqueue(id) }
            for id in ["ws7x2k4", "ws3a9f1"] { try await world.awaitStatus("active", of: id) }
            try await world.pool.query(
                """
                UPDATE moorage.secrets SET sealed = (
                    SELECT sealed FROM moorage.secrets WHERE purpose = 'workspace' AND subject = 1
                ) WHERE purpose = 'workspace' AND subject = 2
                """
            )
            await #expect(throws: (any Error).self) { try await world.store.secret(.workspace, of: 2) }
        }
    }

    private func expectNone(
        of sentinels: [String],
        in world: TestWorld,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let tables = try await world.pool.query(
            """
            SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
            WHERE table_schema IN ('public', 'moorage') AND table_type = 'BASE TABLE'
            """
        ).decode(String.self)
        var dump = ""
        for table in tables {
            dump += try await world.value(
                "SELECT coalesce(string_agg(to_jsonb(t)::text, ' '), '') FROM \(unescaped: table) t",
                as: String.self
            )
        }
        // The search does find existing values.
        #expect(dump.contains("adim-ws7x2k4"), sourceLocation: sourceLocation)
        #expect(!dump.contains("PRIVATE KEY"), sourceLocation: sourceLocation)
        for (index, sentinel) in sentinels.enumerated() {
            let hexadecimal = sentinel.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(!dump.contains(sentinel), "secret \(index)", sourceLocation: sourceLocation)
            #expect(!dump.contains(hexadecimal), "secret \(index), as bytes", sourceLocation: sourceLocation)
        }
    }
}
