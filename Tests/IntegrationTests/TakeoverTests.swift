import Database
import Orchestrator
import Postgres
import TestSupport
import Testing

/// Another daemon continues where one stopped, with the same run on the host.
@Suite struct TakeoverTests {
    @Test func `a drain gives back the lease during a run, and a second daemon follows the same run`() async throws {
        try await TestWorld.prepare { world in
            await world.hosts.inject(.hangs)
            try await world.enqueue("ws7x2k4")
            try await world.daemon.run { try await awaitRun(in: world) }
            let isFree = try await world.value(
                "SELECT lease_owner IS NULL AND step = 'converge' FROM moorage.operations",
                as: Bool.self
            )
            #expect(isFree)
            try await world.secondDaemon().run {
                try await awaitLease(of: "second", in: world)
                await world.hosts.finishHangingRuns()
                try await world.awaitStatus("active", of: "ws7x2k4")
            }
            try await expectOneOfEach(world)
        }
    }

    @Test func `after a kill a second daemon takes over when the lease has expired, and follows the same run`()
        async throws
    {
        try await TestWorld.prepare(lease: .seconds(1)) { world in
            await world.hosts.inject(.hangs)
            try await world.enqueue("ws7x2k4")
            try await world.daemon.runUntilKilled { try await awaitRun(in: world) }
            #expect(try await world.value("SELECT lease_owner FROM moorage.operations", as: String.self) == "first")
            try await world.secondDaemon(lease: .seconds(1)).run {
                try await awaitLease(of: "second", in: world)
                await world.hosts.finishHangingRuns()
                try await world.awaitStatus("active", of: "ws7x2k4")
            }
            try await expectOneOfEach(world)
        }
    }

    @Test func `two daemons share the work and do each piece once`() async throws {
        try await TestWorld.run { world in
            try await world.secondDaemon().run {
                let ids = (0..<20).map { "wsshare\($0)" }
                for id in ids { try await world.enqueue(id) }
                for id in ids { try await world.awaitStatus("active", of: id) }
                try await world.awaitQuiet()
                #expect(await world.provider.createdCount == 20)
                #expect(await world.hosts.playbooks.count == 20)
                try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
                for id in ids { try await world.awaitStatus("decommissioned", of: id) }
                try await world.awaitQuiet()
                #expect(await world.provider.existing.isEmpty)
                #expect(try await world.count("moorage.operation_history WHERE outcome = 'succeeded'") == 40)
            }
        }
    }

    @Test func `a decommission waits for the earlier request that another daemon is taking`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            let other = try await TestClient.connect(to: world, grants: "GRANT ALL ON SCHEMA moorage TO ROLE_NAME")
            try await other.query("RESET ROLE")
            try await other.query("BEGIN")
            try await other.query("DELETE FROM moorage.requests")
            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
            #expect(try await world.store.takeRequests(limit: 10) == 0)
            try await other.query("ROLLBACK")
            #expect(try await world.store.takeRequests(limit: 10) == 2)
            try await world.daemon.run { try await world.awaitStatus("decommissioned", of: "ws7x2k4") }
            #expect(await world.provider.existing.isEmpty)
            await other.close()
        }
    }

    @Test func `a request and a commit of one workspace lock in the same order`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            #expect(try await world.store.takeRequests(limit: 1) == 1)
            let claim = try #require(try await world.store.claim(limit: 1, lease: .seconds(600)).first)
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'cancel')")
            // Like a commit: the operation first, then the workspace.
            let commit = try await PostgresConnection.connect(
                PostgresConfiguration(url: world.url),
                logger: TestDaemon.logger
            )
            try await commit.query("BEGIN")
            try await commit.query("SELECT moorage.hold_lease(\(claim.holder.operation), \(claim.holder.epoch))")
            async let taken = world.store.takeRequests(limit: 1)
            try await world.awaitTrue(
                "the request waits",
                """
                SELECT count(*) = 1 FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """
            )
            try await commit.query("UPDATE moorage.workspaces SET version = version + 1")
            try await commit.query("COMMIT")
            #expect(try await taken == 1)
            await commit.close()
        }
    }

    private func awaitRun(in world: TestWorld) async throws {
        try await world.awaitTrue(
            "the run is followed",
            "SELECT EXISTS (SELECT FROM moorage.operations WHERE effect ? 'followRun')"
        )
    }

    private func awaitLease(of daemon: String, in world: TestWorld) async throws {
        try await world.awaitTrue(
            "\(daemon) has the lease",
            "SELECT EXISTS (SELECT FROM moorage.operations WHERE lease_owner = \(daemon))"
        )
    }

    private func expectOneOfEach(_ world: TestWorld, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(await world.hosts.playbooks == ["deploy_workspace.yml"], sourceLocation: sourceLocation)
        #expect(await world.provider.createdCount == 1, sourceLocation: sourceLocation)
        let outcomes = try await world.pool.query("SELECT outcome FROM moorage.operation_history").decode(String.self)
        #expect(outcomes == ["succeeded"], sourceLocation: sourceLocation)
        let errors = try await world.count("provisioning_logs WHERE level IN ('warning', 'error')")
        #expect(errors == 0, sourceLocation: sourceLocation)
    }
}
