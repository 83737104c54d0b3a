import Database
import Logging
import Orchestrator
import Postgres
import Providers
import TestSupport
import Testing
import Workspaces

/// Promise 4: leftovers without a live workspace are found, and removed when allowed.
@Suite struct SweepTests {
    private func sweeper(_ world: TestWorld) -> Sweeper {
        Sweeper(
            store: PostgresSweepStore(pool: world.pool),
            provider: world.provider,
            hosts: HostSurvey(
                store: world.store,
                connector: world.hosts,
                identity: world.daemon.identity
            ),
            domain: "workspaces.test",
            logger: TestDaemon.logger
        )
    }

    private func makeOld(_ world: TestWorld) async throws {
        try await world.pool.query(
            "UPDATE moorage.sweep_findings SET first_seen_at = first_seen_at - interval '1 hour'"
        )
    }

    @Test func `live resources are left alone`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            let report = try await sweeper(world).sweep(.removeAll)
            #expect(report.entries.isEmpty)
            #expect(report.unseen.isEmpty)
            #expect(await world.provider.existing.count == 1)
            #expect(await world.provider.records.count == 1)
        }
    }

    @Test func `a recorded droplet is removed after the grace period, and a stranger only on request`()
        async throws
    {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            let name = try await world.value("SELECT name FROM moorage.resources", as: String.self)
            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
            try await world.awaitQuiet()
            #expect(await world.provider.existing.isEmpty)
            // One that becomes visible only now, and one from a restored database.
            await world.provider.makeStray(named: name, id: "7001")
            await world.provider.makeStray(named: "adim-wsother-test01-g1-aaaa", id: "7002")

            let first = try await sweeper(world).sweep(.removeRecorded)
            #expect(first.entries.map(\.finding.externalID).sorted() == ["7001", "7002"])
            #expect(first.entries.map(\.isRemoved) == [false, false])
            #expect(first.entries.allSatisfy { $0.finding.hourlyCostMicros > 0 })

            try await makeOld(world)
            let dry = try await sweeper(world).sweep(.dryRun)
            #expect(dry.entries.allSatisfy { !$0.isRemoved })
            #expect(await world.provider.existing.count == 2)

            let second = try await sweeper(world).sweep(.removeRecorded)
            #expect(second.entries.filter(\.isRemoved).map(\.finding.externalID) == ["7001"])
            #expect(await world.provider.existing.map(\.id) == ["7002"])

            _ = try await sweeper(world).sweep(.removeAll)
            #expect(await world.provider.existing.isEmpty)
            let last = try await sweeper(world).sweep(.dryRun)
            #expect(last.entries.isEmpty)
            #expect(try await world.count("moorage.sweep_findings WHERE gone_at IS NOT NULL") == 2)
        }
    }

    @Test func `a second droplet of a live workspace is removed, and the one in use stays`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            let name = try await world.value("SELECT name FROM moorage.resources", as: String.self)
            let used = await world.provider.existing.map(\.id)
            await world.provider.makeStray(named: name, id: "7001")
            _ = try await sweeper(world).sweep(.removeRecorded)
            try await makeOld(world)
            _ = try await sweeper(world).sweep(.removeRecorded)
            #expect(await world.provider.existing.map(\.id) == used)
        }
    }

    @Test func `DNS records and reservations of removed workspaces are removed`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
            try await world.awaitQuiet()
            _ = try await world.provider.publishAddress(
                .init(name: "ws7x2k4.workspaces.test", ipv4: "192.0.2.1", ipv6: nil)
            )
            _ = try await world.provider.publishAddress(
                .init(name: "www.workspaces.test", ipv4: "192.0.2.1", ipv6: nil)
            )
            let host = try await world.addHost()
            try await world.pool.query(
                """
                INSERT INTO moorage.port_leases (host_id, port, workspace_number, service, port_offset)
                SELECT \(host), 8000, number, 'daphne', 0 FROM moorage.workspaces
                """
            )
            let report = try await sweeper(world).sweep(.removeAll)
            #expect(
                report.entries.filter(\.isRemoved).map(\.finding.kind.rawValue).sorted() == [
                    "address_record", "reservation",
                ]
            )
            #expect(await Array(world.provider.records.keys) == ["www.workspaces.test"])
            #expect(try await world.count("moorage.port_leases") == 0)
        }
    }

    @Test func `one of several daemons has the turn`() async throws {
        try await TestWorld.prepare { world in
            let store = PostgresSweepStore(pool: world.pool)
            let turns = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 { group.addTask { try await store.takeTurn("sweep", every: .seconds(3600)) } }
                return try await group.reduce(into: 0) { count, isMine in count += isMine ? 1 : 0 }
            }
            #expect(turns == 1)
            try await world.pool.query("UPDATE moorage.schedules SET next_run_at = clock_timestamp()")
            #expect(try await store.takeTurn("sweep", every: .seconds(3600)))
        }
    }

    @Test func `remains on a host without a place there are reported, and removed on request`() async throws {
        try await TestWorld.run { world in
            _ = try await world.addHost()
            try await world.enqueue("ws7x2k4", type: "bare_metal")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            let workspaces = ["ws7x2k4", "wsother"].compactMap(WorkspaceID.init).map {
                HostInventory.Workspace(id: $0, parts: ["user", "units"], ageSeconds: 9000, idleSeconds: 9000)
            }
            await world.hosts.setInventory(.success(HostInventory(workspaces: workspaces, host: FakeHosts.report)))
            let first = try await sweeper(world).sweep(.removeRecorded)
            #expect(first.entries.map(\.finding.externalID) == ["wsother"])
            #expect(first.entries.first?.finding.kind == .hostWorkspace)
            try await makeOld(world)
            let second = try await sweeper(world).sweep(.removeRecorded)
            #expect(second.entries.map(\.isRemoved) == [false], "a database that was restored may not know it")
            let third = try await sweeper(world).sweep(.removeAll)
            #expect(third.entries.map(\.isRemoved) == [true])
            #expect(await world.hosts.removedOrphans.map(\.workspace.rawValue) == ["wsother"])
            await world.hosts.setInventory(.failure(ProviderError(.transient(retryAfter: nil), "no route")))
            let blind = try await sweeper(world).sweep(.dryRun)
            #expect(blind.unseen.count == 1)
        }
    }
}
