import Postgres
import TestSupport
import Testing

/// The contract: no client's open transaction may delay ours.
@Suite struct OpenTransactionTests {
    @Test(arguments: [
        "SELECT FROM workspaces WHERE workspace_id = 'wsheld1' FOR UPDATE",
        "UPDATE workspaces SET name = 'Renamed' WHERE workspace_id = 'wsheld1'",
        "INSERT INTO provisioning_logs (workspace_id, message) SELECT id, 'mine' FROM workspaces",
    ])
    func `neither the workspace whose row a client has locked nor any other waits for it`(statement: String)
        async throws
    {
        try await TestWorld.run { world in
            await world.hosts.inject(.hangs)
            try await world.enqueue("wsheld1")
            try await world.awaitStep("converge", of: "wsheld1")
            let client = try await TestClient.connect(to: world)
            try await client.query("BEGIN")
            try await client.query(PostgresQuery(unescaped: statement))

            await world.hosts.finishHangingRuns()
            try await world.awaitTrue(
                "the held workspace is made",
                "SELECT status = 'active' FROM moorage.workspaces WHERE workspace_id = 'wsheld1'"
            )
            try await world.enqueue("wsother1")
            try await world.awaitStatus("active", of: "wsother1")

            try await client.query("COMMIT")
            try await world.awaitStatus("active", of: "wsheld1")
            await client.close()
        }
    }

    @Test func `a deletion that is rolled back changes nothing`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("wsheld1")
            try await world.awaitStatus("active", of: "wsheld1")
            let client = try await TestClient.connect(to: world)
            try await client.query("BEGIN")
            try await client.query("DELETE FROM workspaces")
            try await world.enqueue("wsother1")
            try await world.awaitStatus("active", of: "wsother1")
            try await client.query("ROLLBACK")
            try await world.awaitQuiet()
            #expect(
                try await world.value("SELECT status FROM workspaces WHERE workspace_id = 'wsheld1'", as: String.self)
                    == "active"
            )
            #expect(await world.provider.existing.count == 2)
            await client.close()
        }
    }
}
