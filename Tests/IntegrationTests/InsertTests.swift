import Database
import Postgres
import TestSupport
import Testing
import Workspaces

/// The contract: enqueuing is one insert, by any client with rights only on the shared tables.
@Suite struct InsertTests {
    @Test func `a role without any right in our schema enqueues, reads the log and decommissions by status`()
        async throws
    {
        try await TestWorld.run { world in
            let client = try await TestClient.connect(to: world)
            try await insertMinimal("ws7x2k4", by: client)
            try await world.awaitStatus("active", of: "ws7x2k4")
            let lines = try await client.query("SELECT message FROM provisioning_logs ORDER BY id").decode(String.self)
            #expect(lines.first == "Accepted: cloud workspace ws7x2k4.")
            #expect(lines.last == "The workspace is active at https://ws7x2k4.workspaces.test; every service answers.")

            let changed = try await client.query("UPDATE workspaces SET status = 'decommissioned'")
            #expect(changed.affectedCount == 1)
            let seen = try await client.query("SELECT status FROM workspaces").decodeOnly(String.self)
            #expect(["decommissioning", "decommissioned"].contains(seen))
            try await world.awaitStatus("decommissioned", of: "ws7x2k4")
            #expect(await world.provider.existing.isEmpty)
            await #expect(throws: PostgresError.self) { try await client.query("SELECT FROM moorage.requests") }
            await client.close()
        }
    }

    @Test func `the same role decommissions by deleting the row`() async throws {
        try await TestWorld.run { world in
            let client = try await TestClient.connect(to: world)
            try await insertMinimal("ws7x2k4", by: client)
            try await world.awaitStatus("active", of: "ws7x2k4")
            #expect(try await client.query("DELETE FROM workspaces").affectedCount == 1)
            try await world.awaitTrue(
                "the droplet's record is closed",
                "SELECT state = 'deleted' FROM moorage.resources"
            )
            try await world.awaitQuiet()
            #expect(await world.provider.existing.isEmpty)
            for table in [
                "moorage.port_leases", "moorage.secrets", "moorage.hosts", "moorage.log_outbox", "provisioning_logs",
            ] {
                #expect(try await world.count(table) == 0, "\(table)")
            }
            await client.close()
        }
    }

    @Test func `an insert that names every column with nulls and defaults also works`() async throws {
        try await TestWorld.run { world in
            let client = try await TestClient.connect(to: world)
            let owner = try await world.owner()
            let id = try await client.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status, instance_url, tailscale_url,
                    ip_address, droplet_id, region, vcpu, ram_gb, storage_gb, subscription_tier, monthly_cost, created_at,
                    updated_at, provisioned_at, decommissioned_at, config_data)
                VALUES ('', 'Every column', \(owner), 'cloud', 'provisioning', NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
                RETURNING workspace_id
                """
            ).decodeOnly(String.self)
            try await world.awaitStatus("active", of: id)
            let (region, vcpu, ram, storage, tier, hasDates) = try await world.pool.query(
                """
                SELECT w.region, w.vcpu, w.ram_gb, w.storage_gb, w.subscription_tier,
                    w.created_at IS NOT NULL AND w.updated_at IS NOT NULL FROM workspaces w
                """
            ).decodeOnly((String, Int, Int, Int, String, Bool).self)
            #expect(region.isEmpty)
            #expect([vcpu, ram, storage] == [2, 4, 50])
            #expect(tier == "starter")
            #expect(hasDates)
            #expect(await world.provider.records.keys.first == "\(id).workspaces.test")
            await client.close()
        }
    }

    @Test(arguments: ["NULL", "''"])
    func `a missing workspace id is generated`(given: String) async throws {
        try await TestWorld.prepare { world in
            try await world.owner()
            let ids = try await world.pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
                SELECT \(unescaped: given), 'n', id, 'cloud' FROM meta_users, generate_series(1, 50)
                RETURNING workspace_id
                """
            ).decode(String.self)
            #expect(Set(ids).count == 50)
            #expect(ids.allSatisfy { WorkspaceID($0) != nil })
        }
    }

    @Test func `only a row with status provisioning is a request`() async throws {
        try await TestWorld.prepare { world in
            let owner = try await world.owner()
            try await world.pool.query(
                """
                INSERT INTO workspaces (name, owner_id, deployment_type, status)
                SELECT 'n', \(owner), 'cloud', s FROM unnest('{active,suspended,failed,decommissioned}'::text[]) s
                """
            )
            #expect(try await world.store.takeRequests(limit: 100) == 0)
        }
    }

    @Test func `a row that no trigger saw is found anyway`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.owner()
            // As a restore and a logical replication worker write.
            try await world.pool.withTransaction { connection in
                try await connection.query("SET LOCAL session_replication_role = replica")
                try await connection.query(
                    """
                    INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
                    VALUES ('ws7x2k4', 'n', \(owner), 'cloud')
                    """
                )
            }
            #expect(try await world.value("SELECT count(*) = 0 FROM moorage.requests", as: Bool.self))
            try await world.awaitStatus("active", of: "ws7x2k4")
            #expect(await world.provider.createdCount == 1)
        }
    }

    private func insertMinimal(_ id: String, by client: TestClient) async throws {
        try await client.query(
            "INSERT INTO meta_users (email, username, hashed_password) VALUES ('owner@example.com', 'owner', 'x')"
        )
        try await client.query(
            """
            INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
            SELECT \(id), 'Minimal', id, 'cloud' FROM meta_users
            """
        )
    }
}
