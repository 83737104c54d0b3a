import Database
import Orchestrator
import Postgres
import TestSupport
import Testing
import Workspaces

/// What a role can do that may only connect to the database and knows our schema's name.
@Suite struct LeastPrivilegeTests {
    @Test func `no function and no table of ours is granted to everybody`() async throws {
        try await TestWorld.prepare { world in
            let open = try await world.pool.query(
                """
                SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = 'moorage' AND has_function_privilege('public', p.oid, 'EXECUTE')
                UNION ALL
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'moorage' AND c.relkind IN ('r', 'v', 'S')
                  AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege('public', c.oid, 'USAGE')
                      ELSE has_table_privilege('public', c.oid, 'SELECT, INSERT, UPDATE, DELETE') END
                """
            ).decode(String.self)
            #expect(open == [])
        }
    }

    @Test func `a stranger cannot hang our trigger functions on a table of its own`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            let stranger = try await TestClient.connect(to: world, grants: "GRANT USAGE ON SCHEMA moorage TO ROLE_NAME")
            try await stranger.query("CREATE TEMPORARY TABLE bait (id bigint, workspace_id text)")
            let functions = try await world.pool.query(
                """
                SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = 'moorage' AND p.prorettype = 'trigger'::regtype
                """
            ).decode(String.self)
            #expect(functions.count > 3)
            for function in functions {
                let refusal = await #expect(throws: PostgresError.self) {
                    try await stranger.query(
                        PostgresQuery(
                            unescaped: "CREATE TRIGGER t BEFORE DELETE ON bait FOR EACH ROW "
                                + "EXECUTE FUNCTION moorage.\(function)()"
                        )
                    )
                }
                #expect(refusal?.sqlState == SQLState(rawValue: "42501"), "\(function)")
            }
            await stranger.close()
        }
    }

    @Test func `a stranger with advisory locks blocks no claim, and cannot take the claims' own lock`()
        async throws
    {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            let stranger = try await TestClient.connect(to: world, grants: TestClient.sharedTables)
            try await stranger.query(
                """
                SELECT pg_advisory_lock(hashtextextended(name, 0))
                FROM unnest(ARRAY['moorage.claim', 'moorage.number_logs', 'moorage.retention', 'moorage.unseen_rows']) name
                """
            )
            let refusal = await #expect(throws: PostgresError.self) {
                try await stranger.connection.execute("BEGIN; LOCK TABLE moorage.claim_turn IN EXCLUSIVE MODE")
            }
            #expect(refusal?.sqlState == SQLState(rawValue: "42501"))
            try await world.daemon.run { try await world.awaitStatus("active", of: "ws7x2k4") }
            await stranger.close()
        }
    }

    @Test func `options of a request are bounded`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            let options = "{\"note\": \"\(String(repeating: "x", count: 5000))\"}"
            let refusal = await #expect(throws: PostgresError.self) {
                try await world.pool.query(
                    "SELECT moorage.request_operation('ws7x2k4', 'provision', \(options)::text::jsonb)"
                )
            }
            #expect(refusal?.message.contains("allowed are at most 4096") == true)
        }
    }
}
