import Postgres
import TestSupport
import Testing
import Workspaces

/// The contract: changes by clients to the projected columns are reverted, whichever client writes.
@Suite struct ProjectionTests {
    @Test func `a stale save of the whole row is reverted, and the client's own columns stay as saved`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            let before = try await projection(in: world)
            for value in ["1001", "192.0.2.2", "https://ws7x2k4", "24.00", "16550"] {
                #expect(before.contains(value), "\(value)")
            }
            let client = try await TestClient.connect(to: world)
            let changed = try await client.query(
                """
                UPDATE workspaces SET name = 'Renamed', status = 'provisioning', droplet_id = '', instance_url = '',
                    ip_address = NULL, tailscale_url = '', monthly_cost = 0, provisioned_at = NULL,
                    config_data = '{"features": {"neo4j": false}, "theirs": 7}'
                WHERE workspace_id = 'ws7x2k4'
                """
            )
            #expect(changed.affectedCount == 1)
            #expect(try await projection(in: world) == before)
            let (name, theirs) = try await world.pool.query(
                "SELECT name, (config_data ->> 'theirs')::integer FROM workspaces"
            ).decodeOnly((String, Int).self)
            #expect(name == "Renamed")
            #expect(theirs == 7)

            try await world.awaitQuiet()
            let warnings = try await world.pool.query(
                "SELECT data ->> 'status', data ->> 'kept' FROM provisioning_logs WHERE level = 'warning'"
            ).decode((String, String).self)
            #expect(warnings.map(\.0) == ["provisioning"])
            #expect(warnings.map(\.1) == ["active"])
            #expect(await world.provider.createdCount == 1)
            await client.close()
        }
    }

    @Test(arguments: ["failed", "suspended", "nonsense"])
    func `an update to any status gives one row and changes nothing`(status: String) async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            let kept = try await world.pool.query("UPDATE workspaces SET status = \(status) RETURNING status")
                .decodeOnly(String.self)
            #expect(kept == "active")
        }
    }

    @Test func `a repeated save leaves a warning each time the status differs, and otherwise none`()
        async throws
    {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            for _ in 0..<3 {
                #expect(
                    try await world.pool.query("UPDATE workspaces SET status = 'active', droplet_id = 'x'")
                        .affectedCount == 1
                )
            }
            try await world.awaitQuiet()
            #expect(try await world.count("provisioning_logs WHERE level = 'warning'") == 0)
        }
    }

    @Test func `before a request is taken it keeps its status, and a decommission is not lost`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            let kept = try await world.value(
                "UPDATE workspaces SET status = 'active' RETURNING status",
                as: String.self
            )
            #expect(kept == "provisioning")
            let asked = try await world.value(
                "UPDATE workspaces SET status = 'decommissioned' RETURNING status",
                as: String.self
            )
            #expect(asked == "decommissioning")
            try await world.daemon.run { try await world.awaitStatus("decommissioned", of: "ws7x2k4") }
            #expect(await world.provider.existing.isEmpty)
            #expect(try await world.count("moorage.port_leases") == 0)
        }
    }

    @Test func `config_data that is not an object, even a scalar, is replaced by our own data`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            for value in ["[]", "null", "3"] {
                let keys = try await world.value(
                    """
                    UPDATE workspaces SET config_data = \(value)::jsonb
                    RETURNING (SELECT string_agg(k, ',') FROM jsonb_object_keys(config_data) k)
                    """,
                    as: String.self
                )
                #expect(keys == "provisioning", "\(value)")
            }
        }
    }

    private func projection(in world: TestWorld) async throws -> String {
        try await world.value(
            """
            SELECT row_to_json(p)::text FROM (
                SELECT status, droplet_id, instance_url, ip_address, tailscale_url, monthly_cost, provisioned_at,
                    decommissioned_at, config_data -> 'provisioning' AS provisioning
                FROM workspaces
            ) p
            """
        )
    }

    @Test func `a row that a client's own trigger refuses does not block those of others`() async throws {
        try await TestWorld.run { world in
            try await world.pool.withConnection { connection in
                try await connection.execute(
                    """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
                    CREATE TRIGGER refuse BEFORE INSERT ON provisioning_logs FOR EACH ROW
                        WHEN (NEW.workspace_id = 1) EXECUTE FUNCTION refuse();
                    """
                )
            }
            #expect(try await world.enqueue("ws7x2k4").rawValue == 1)
            try await world.enqueue("ws3a9f1")
            try await world.awaitStatus("active", of: "ws3a9f1")
            try await world.pool.query("DROP TRIGGER refuse ON provisioning_logs")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            #expect(try await world.log(of: "ws7x2k4").first?.contains("Accepted") == true, "nothing is lost")
        }
    }

    @Test func `a line longer than the column is truncated`() async throws {
        try await TestWorld.run { world in
            try await world.pool.query("ALTER TABLE provisioning_logs ALTER message TYPE varchar(30)")
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            let longest = try await world.value("SELECT max(length(message)) FROM provisioning_logs", as: Int.self)
            #expect(longest == 30)
        }
    }

    @Test(arguments: ["", "NULL"])
    func `a save without the generated name keeps it`(written: String) async throws {
        try await TestWorld.run { world in
            let owner = try await world.owner()
            let id = try await world.pool.query(
                """
                INSERT INTO workspaces (name, owner_id, deployment_type) VALUES ('Test', \(owner), 'cloud')
                RETURNING workspace_id
                """
            ).decodeOnly(String.self)
            try await world.awaitStatus("active", of: id)
            try await world.pool.query(
                "UPDATE workspaces SET name = 'New', workspace_id = nullif(\(written), 'NULL')"
            )
            try await world.pool.query("UPDATE workspaces SET workspace_id = 'wsstolen'")
            let (kept, name) = try await world.pool.query("SELECT workspace_id, name FROM workspaces")
                .decodeOnly((String, String).self)
            #expect(kept == id)
            #expect(name == "New")
        }
    }
}
