import Database
import Orchestrator
import Postgres
import Providers
import TestSupport
import Testing
import Workspaces

/// The contract's ports: the preferred block if it is free, and never one port for two.
@Suite struct PortTests {
    @Test func `two workspaces with the same preferred block get disjoint ports on one host`() async throws {
        try await TestWorld.run { world in
            try await world.addHost()
            // md5 gives both the offset 9370.
            for id in ["wsbm1ap", "wsbm1av"] { try await world.enqueue(id, type: "bare_metal") }
            for id in ["wsbm1ap", "wsbm1av"] { try await world.awaitStatus("active", of: id) }
            let offsets = try await world.pool.query("SELECT DISTINCT port_offset FROM moorage.port_leases").decode(
                Int.self
            )
            #expect(offsets.count == 2)
            #expect(offsets.contains(9370))
            let told = try await world.pool.query(
                """
                SELECT p.value::integer FROM workspaces, jsonb_each_text(config_data #> '{provisioning,ports}') p
                """
            ).decode(Int.self)
            #expect(told.count == 10)
            #expect(Set(told).count == 10)
            let leased = try await world.pool.query("SELECT port FROM moorage.port_leases").decode(Int.self)
            #expect(Set(leased) == Set(told))
        }
    }

    @Test func `the database itself refuses a port that is in use on the host`() async throws {
        try await TestWorld.run { world in
            try await world.addHost()
            for id in ["ws7x2k4", "ws3a9f1"] { try await world.enqueue(id, type: "bare_metal") }
            for id in ["ws7x2k4", "ws3a9f1"] { try await world.awaitStatus("active", of: id) }
            let refusal = await #expect(throws: PostgresError.self) {
                try await world.pool.query(
                    """
                    INSERT INTO moorage.port_leases (host_id, port, workspace_number, service, port_offset)
                    SELECT host_id, port, 2, 'another', 0 FROM moorage.port_leases WHERE workspace_number = 1 LIMIT 1
                    """
                )
            }
            #expect(refusal?.sqlState == .uniqueViolation)
            #expect(refusal?.server?.constraint == "port_leases_pkey")
        }
    }

    @Test(arguments: ["cloud", "bare_metal"])
    func `a foreign process on one port of the block moves the whole block`(type: String) async throws {
        try await TestWorld.run { world in
            try await world.addHost()
            await world.hosts.setListeners([Self.listener(6379 + 8550, controlGroup: "/system.slice/redis.service")])
            try await world.enqueue("ws7x2k4", type: type)
            try await world.awaitStatus("active", of: "ws7x2k4")
            let (offset, told, count) = try await world.pool.query(
                """
                SELECT min(port_offset), (SELECT (config_data #>> '{provisioning,ports,redis}')::integer FROM workspaces),
                    count(*) FROM moorage.port_leases
                """
            ).decodeOnly((Int, Int, Int).self)
            #expect(offset != 8550)
            #expect(told == 6379 + offset)
            #expect(count == 5)
        }
    }

    @Test func `the workspace's own processes do not move its block`() async throws {
        try await TestWorld.run { world in
            await world.hosts.setListeners([
                Self.listener(6379 + 8550, controlGroup: "/moorage.slice/moorage-ws7x2k4.slice/redis.service")
            ])
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            #expect(try await world.value("SELECT max(port_offset) FROM moorage.port_leases", as: Int.self) == 8550)
        }
    }

    @Test func `two concurrent placements do not share the last capacity of a host`() async throws {
        try await TestWorld.prepare { world in
            try await world.addHost(ramGB: 7)
            for id in ["wsroom1", "wsroom2"] { try await world.enqueue(id, type: "bare_metal", ramGB: 4) }
            #expect(try await world.store.takeRequests(limit: 2) == 2)
            let claims = try await world.store.claim(limit: 2, lease: .seconds(600))
            try #require(claims.count == 2)
            // Both check while a third session has locked the host, so both have begun before either has ended.
            let blocker = try await PostgresConnection.connect(
                PostgresConfiguration(url: world.url),
                logger: TestDaemon.logger
            )
            try await blocker.query("BEGIN")
            try await blocker.query("SELECT FROM moorage.hosts FOR UPDATE")
            async let first = world.store.place(claims[0])
            async let second = world.store.place(claims[1])
            try await world.awaitTrue(
                "both placements wait",
                """
                SELECT count(*) = 2 FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """
            )
            try await blocker.query("COMMIT")
            let placed = try await [first, second].filter { if case .placed = $0 { true } else { false } }
            #expect(placed.count == 1)
            #expect(try await world.value("SELECT sum(ram_gb) FROM moorage.host_reservations", as: Int.self) == 4)
            await blocker.close()
        }
    }

    @Test func `a workspace without a host waits for one, and continues when one is added`() async throws {
        try await TestWorld.run { world in
            try await world.addHost(ramGB: 1)
            try await world.enqueue("ws7x2k4", type: "bare_metal")
            try await world.awaitStatus("pending_registration", of: "ws7x2k4")
            let kind = try await world.value("SELECT waiting_on ->> 'kind' FROM moorage.operations", as: String.self)
            #expect(kind == "host")
            // Before its own next check.
            try await world.pool.query("UPDATE moorage.operations SET next_run_at = now() + interval '1 hour'")
            try await world.addHost("192.0.2.201")
            try await world.awaitStatus("active", of: "ws7x2k4")
            #expect(try await world.value("SELECT ip_address FROM workspaces", as: String.self) == "192.0.2.201")
        }
    }

    private static func listener(_ port: UInt16, controlGroup: String) -> HostFacts.Listener {
        HostFacts.Listener(
            port: Port(rawValue: port),
            address: "0.0.0.0",
            process: "redis-server",
            controlGroup: controlGroup
        )
    }
}
