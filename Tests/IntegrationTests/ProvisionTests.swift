import Postgres
import Providers
import TestSupport
import Testing
import Workspaces

@Suite struct ProvisionTests {
    @Test func `a cloud workspace becomes active, keeps its site, and leaves nothing behind`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            let (url, droplet, address, port, cost) = try await world.pool.query(
                """
                SELECT instance_url, droplet_id, ip_address,
                    (config_data #>> '{provisioning,ports,daphne}')::integer, monthly_cost::text
                FROM workspaces WHERE workspace_id = 'ws7x2k4' AND provisioned_at IS NOT NULL
                """
            ).decodeOnly((String, String, String, Int, String).self)
            #expect(url == "https://ws7x2k4.workspaces.test")
            #expect(droplet == "1001")
            #expect(address == "192.0.2.2")
            #expect(port == 8000 + 8550)
            #expect(cost == "24.00")
            #expect(try await world.value("SELECT site IS NOT NULL FROM moorage.workspaces", as: Bool.self))
            #expect(try await world.count("moorage.port_leases") == 5)
            #expect(try await world.count("moorage.hosts") == 1)
            #expect(try await world.count("moorage.secrets") == 1)

            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned' WHERE workspace_id = 'ws7x2k4'")
            try await world.awaitStatus("decommissioned", of: "ws7x2k4")
            #expect(await world.provider.existing.isEmpty)
            #expect(await world.provider.records.isEmpty)
            try await expectNothingLeft(of: "ws7x2k4", in: world)
            let resource = try await world.value("SELECT state FROM moorage.resources", as: String.self)
            #expect(resource == "deleted")
            #expect(try await world.count("moorage.hosts") == 0)
        }
    }

    @Test func `a bare-metal workspace becomes active, keeps its place, and leaves only the host behind`() async throws
    {
        try await TestWorld.run { world in
            let host = try await world.addHost()
            try await world.enqueue("ws7x2k4", type: "bare_metal")
            try await world.awaitStatus("active", of: "ws7x2k4")
            let (address, droplet, recordedHost, port) = try await world.pool.query(
                """
                SELECT ip_address, droplet_id, (config_data #>> '{provisioning,host,id}')::bigint,
                    (config_data #>> '{provisioning,ports,redis}')::integer
                FROM workspaces WHERE workspace_id = 'ws7x2k4'
                """
            ).decodeOnly((String, String, Int64, Int).self)
            #expect(address == "192.0.2.200")
            #expect(droplet.isEmpty)
            #expect(recordedHost == host.rawValue)
            #expect(port == 6379 + 8550)
            #expect(try await world.count("moorage.host_reservations") == 1)
            #expect(try await world.value("SELECT site IS NOT NULL FROM moorage.workspaces", as: Bool.self))

            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned' WHERE workspace_id = 'ws7x2k4'")
            try await world.awaitStatus("decommissioned", of: "ws7x2k4")
            try await expectNothingLeft(of: "ws7x2k4", in: world)
            #expect(await world.hosts.playbooks == ["deploy_workspace.yml", "decommission_workspace.yml"])
            #expect(try await world.count("moorage.hosts") == 1)
        }
    }

    @Test func `a failed workspace is torn down, and rebuilt on request`() async throws {
        try await TestWorld.run { world in
            await world.hosts.inject(.fails(message: "no"), .fails(message: "no"))
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("failed", of: "ws7x2k4")
            try await expectNothingLeft(of: "ws7x2k4", in: world)
            #expect(await world.provider.existing.isEmpty)

            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'retry')")
            try await world.awaitStatus("active", of: "ws7x2k4")
            #expect(await world.provider.existing.map { $0.name.contains("-g2-") } == [true])
        }
    }

    /// The row's columns are as before the start, and only the history names the workspace.
    private func expectNothingLeft(
        of id: String,
        in world: TestWorld,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let (address, droplet, url, provisioning, cost) = try await world.pool.query(
            """
            SELECT coalesce(ip_address, ''), droplet_id, instance_url,
                coalesce(config_data ->> 'provisioning', ''), monthly_cost::text
            FROM workspaces WHERE workspace_id = \(id)
            """
        ).decodeOnly((String, String, String, String, String).self)
        #expect([address, droplet, url, provisioning] == ["", "", "", ""], sourceLocation: sourceLocation)
        #expect(cost == "0.00", sourceLocation: sourceLocation)
        for table in ["port_leases", "host_reservations", "secrets", "operations", "requests", "log_outbox"] {
            #expect(try await world.count("moorage.\(table)") == 0, "\(table)", sourceLocation: sourceLocation)
        }
        let hasSite = try await world.value("SELECT site IS NOT NULL FROM moorage.workspaces", as: Bool.self)
        #expect(!hasSite, sourceLocation: sourceLocation)
    }
}
