import Database
import Orchestrator
import Postgres
import Providers
import TestSupport
import Testing
import Workspaces

/// Changes made outside Moorage are found, reported once, and repaired where that is safe.
@Suite struct DriftTests {
    private func inspector(_ world: TestWorld) -> DriftInspector {
        DriftInspector(
            store: PostgresSweepStore(pool: world.pool),
            provider: world.provider,
            hosts: HostSurvey(store: world.store, connector: world.hosts, identity: world.daemon.identity),
            logger: TestDaemon.logger
        )
    }

    private func kinds(_ world: TestWorld) async throws -> [String] {
        try await world.pool.query("SELECT kind FROM moorage.drift ORDER BY kind").decode(String.self)
    }

    private func withActive(_ body: (TestWorld, _ server: String) async throws -> Void) async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            let server = try #require(await world.provider.existing.first).id
            try await inspector(world).inspect()
            #expect(try await kinds(world).isEmpty)
            try await body(world, server)
        }
    }

    @Test func `a droplet that is switched off is found, reported once, and switched on by a repair`() async throws {
        try await withActive { world, server in
            await world.provider.meddle(.powerOff(server))
            try await inspector(world).inspect()
            try await inspector(world).inspect()
            #expect(try await kinds(world) == ["server_off"])
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'repair')")
            try await world.awaitQuiet()
            #expect(try await kinds(world).isEmpty)
            let log = try await world.log(of: "ws7x2k4")
            #expect(log.count { $0.contains("is switched off. Repair it with moorage workspace repair") } == 1)
            #expect(log.contains { $0.contains("switching it on") })
            try await inspector(world).inspect()
            #expect(try await kinds(world).isEmpty)
            #expect(try await world.value("SELECT status FROM workspaces", as: String.self) == "active")
            #expect(await world.provider.createdCount == 1)
        }
    }

    @Test func `a missing droplet is found, not rebuilt automatically, and rebuilt on request`() async throws {
        try await withActive { world, server in
            await world.provider.meddle(.remove(server))
            try await inspector(world).inspect()
            #expect(try await kinds(world) == ["server_gone"])
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'repair')")
            try await world.awaitQuiet()
            #expect(try await world.value("SELECT status FROM workspaces", as: String.self) == "active")
            #expect(await world.provider.createdCount == 1)
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'retry')")
            try await world.awaitTrue(
                "it is built again",
                """
                SELECT generation = 2 AND status = 'active'
                    AND NOT EXISTS (SELECT FROM moorage.operations) FROM moorage.workspaces
                """
            )
            #expect(await world.provider.createdCount == 2)
            #expect(await world.provider.existing.count == 1)
            #expect(try await kinds(world).isEmpty)
        }
    }

    @Test func `no firewall protects a droplet without its tag, until a repair restores it`() async throws {
        try await withActive { world, server in
            await world.provider.meddle(.untag(server))
            try await inspector(world).inspect()
            #expect(try await kinds(world) == ["server_untagged"])
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'repair')")
            try await world.awaitQuiet()
            try await inspector(world).inspect()
            #expect(try await kinds(world).isEmpty)
            #expect(try await world.log(of: "ws7x2k4").contains { $0.contains("is not protected by the firewall") })
        }
    }

    @Test func `a renamed droplet is found and left alone`() async throws {
        try await withActive { world, server in
            let name = try #require(await world.provider.existing.first).name
            await world.provider.meddle(.rename(server, to: "somebody-else"))
            try await inspector(world).inspect()
            #expect(try await kinds(world) == ["server_renamed"])
            try await world.awaitQuiet()
            let line = try #require(try await world.log(of: "ws7x2k4").last)
            #expect(line.contains("is called somebody-else; it was created as \(name). Rename it back."))
            await world.provider.meddle(.rename(server, to: name))
            try await inspector(world).inspect()
            #expect(try await kinds(world).isEmpty)
        }
    }

    @Test func `a host that presents a different key accepts nothing more until it is confirmed`() async throws {
        try await TestWorld.run { world in
            try await world.addHost()
            try await world.enqueue("ws7x2k4", type: "bare_metal")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            let changed = ProviderError(.waitForOperator(.hostKey), "The host presented another key.")
            await world.hosts.setDrift(.failure(changed), of: try #require(WorkspaceID("ws7x2k4")))
            try await inspector(world).inspect()
            #expect(try await kinds(world) == ["host_key_changed"])
            #expect(try await world.value("SELECT state FROM moorage.hosts", as: String.self) == "quarantined")
            try await world.enqueue("ws7x2k5", type: "bare_metal")
            try await world.awaitStatus("pending_registration", of: "ws7x2k5")
        }
    }

    @Test func `a host that refuses log-ins is found, and earlier findings stay`() async throws {
        try await withActive { world, server in
            await world.provider.meddle(.powerOff(server))
            try await inspector(world).inspect()
            try await world.provider.powerOn(.init(id: server, name: "x", createActionID: nil))
            let away = ProviderError(.transient(retryAfter: nil), "Nobody answers at 192.0.2.1:22.")
            await world.hosts.setDrift(.failure(away), of: try #require(WorkspaceID("ws7x2k4")))
            try await inspector(world).inspect()
            #expect(try await kinds(world) == ["host_unreachable"])
            try await world.awaitQuiet()
            #expect(try await world.log(of: "ws7x2k4").contains { $0.contains("Nobody answers at 192.0.2.1:22.") })
            #expect(try await world.value("SELECT status FROM workspaces", as: String.self) == "active")
        }
    }

    @Test func `a manual fix is reported`() async throws {
        try await withActive { world, server in
            await world.provider.meddle(.powerOff(server))
            try await inspector(world).inspect()
            try await world.provider.powerOn(.init(id: server, name: "x", createActionID: nil))
            try await inspector(world).inspect()
            #expect(try await kinds(world).isEmpty)
            try await world.awaitQuiet()
            #expect(try await world.log(of: "ws7x2k4").last?.hasPrefix("info No longer so: ") == true)
        }
    }

    @Test func `a host that has seen a newer lease than all of ours also belongs to another Moorage`() async throws {
        try await withActive { world, _ in
            let newest = try await world.value("SELECT last_value FROM moorage.lease_epochs", as: Int64.self)
            for (epoch, expected) in [(newest, []), (newest + 1_000_000, ["epoch_newer"])] {
                let answer = HostDrift(
                    workspace: try #require(WorkspaceID("ws7x2k4")),
                    host: FakeHosts.report,
                    epoch: LeaseEpoch(rawValue: epoch)
                )
                await world.hosts.setDrift(.success(answer), of: answer.workspace)
                try await inspector(world).inspect()
                #expect(try await kinds(world) == expected)
            }
        }
    }

    @Test func `a repair that is impossible in the workspace's state is refused`() async throws {
        try await TestWorld.run { world in
            await world.hosts.inject(.fails(message: "no"), .fails(message: "no"))
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("failed", of: "ws7x2k4")
            try await world.awaitQuiet()
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'repair')")
            try await world.awaitQuiet()
            #expect(
                try await world.log(of: "ws7x2k4").last
                    == "warning Repair refused. Only an active workspace can be repaired, and this one is failed; retry "
                    + "builds it."
            )
        }
    }
}
