import OrchestratorPostgres
import OrchestratorTesting
import Postgres
import Testing

@Suite struct ProvisionTests {
    @Test func `one inserted row becomes an active workspace, and goes again`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            let (url, droplet, port) = try await world.pool.query(
                """
                SELECT instance_url, droplet_id, (config_data #>> '{provisioning,ports,daphne}')::integer
                FROM workspaces WHERE workspace_id = 'ws7x2k4'
                """
            ).decodeOnly((String, String, Int).self)
            #expect(url == "https://ws7x2k4.workspaces.test")
            #expect(droplet == "1001")
            #expect(port == 8000 + 8550)
            print(try await world.log(of: "ws7x2k4").joined(separator: "\n"))

            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned' WHERE workspace_id = 'ws7x2k4'")
            try await world.awaitStatus("decommissioned", of: "ws7x2k4")
            #expect(await world.provider.existing.isEmpty)
            let leases = try await world.pool.query("SELECT count(*) FROM moorage.port_leases").decodeOnly(Int.self)
            #expect(leases == 0)
        }
    }
}
