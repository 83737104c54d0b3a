import Postgres
import TestSupport
import Testing

/// The contract: a decommission is requested by status or by deletion, in every state.
@Suite struct TeardownTests {
    @Test func `the status reads decommissioning until the teardown is done`() async throws {
        try await TestWorld.run(decommissionDelay: .seconds(3600)) { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            let status = try await world.value(
                "UPDATE workspaces SET status = 'decommissioned' RETURNING status",
                as: String.self
            )
            #expect(status == "decommissioning")
            try await world.awaitTrue("the teardown is accepted", "SELECT EXISTS (SELECT FROM moorage.operations)")
            #expect(
                try await world.value(
                    """
                    SELECT waiting_on ->> 'kind' = 'delay'
                        AND abs((waiting_on ->> 'next_check_at')::numeric / 1000000 - extract(epoch FROM next_run_at)) < 5
                    FROM moorage.operations
                    """,
                    as: Bool.self
                )
            )
            // Saved again by a client that has not seen it.
            let saved = try await world.value(
                "UPDATE workspaces SET status = 'active' RETURNING status",
                as: String.self
            )
            #expect(saved == "decommissioning")
            #expect(await world.provider.existing.count == 1)

            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'cancel')")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.awaitQuiet()
            #expect(await world.provider.existing.count == 1)
            #expect(try await world.value("SELECT site IS NOT NULL FROM moorage.workspaces", as: Bool.self))
        }
    }

    @Test func `a decommission that no daemon has seen yet survives later saves, and is requested once`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            try await world.daemon.run {
                try await world.awaitStatus("active", of: "ws7x2k4")
                try await world.awaitQuiet()
            }
            for status in ["decommissioned", "active", "decommissioned"] {
                let kept = try await world.value(
                    "UPDATE workspaces SET status = \(status) RETURNING status",
                    as: String.self
                )
                #expect(kept == "decommissioning", "after \(status)")
            }
            #expect(try await world.count("moorage.requests WHERE kind = 'decommission'") == 1)
        }
    }

    @Test func `deleting the row of a workspace that is being built stops the work and cleans up`() async throws {
        try await TestWorld.run { world in
            await world.hosts.inject(.hangs)
            try await world.enqueue("ws7x2k4")
            try await world.awaitStep("converge", of: "ws7x2k4")
            #expect(try await world.pool.query("DELETE FROM workspaces").affectedCount == 1)
            try await expectGone(world)
            let outcome = try await world.value("SELECT outcome FROM moorage.operation_history", as: String.self)
            #expect(outcome == "cancelled")
        }
    }

    @Test func `a cancelled bare-metal run is stopped on its host before its ports are released`()
        async throws
    {
        try await TestWorld.run { world in
            try await world.addHost()
            await world.hosts.inject(.hangs)
            try await world.enqueue("ws7x2k4", type: "bare_metal")
            try await world.awaitStep("converge", of: "ws7x2k4")
            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
            try await world.awaitStatus("decommissioned", of: "ws7x2k4")
            try await world.awaitQuiet()
            #expect(try await world.count("moorage.port_leases") == 0)
            #expect(try await world.count("moorage.host_reservations") == 0)
            #expect(await world.hosts.playbooks == ["deploy_workspace.yml", "decommission_workspace.yml"])
        }
    }

    @Test func `a foreign key from an ORM without a cascade does not prevent a deletion`() async throws {
        try await TestWorld.run { world in
            try await world.pool.execute(
                """
                ALTER TABLE provisioning_logs DROP CONSTRAINT provisioning_logs_workspace_id_fkey;
                ALTER TABLE workspace_otps DROP CONSTRAINT workspace_otps_workspace_id_fkey;
                ALTER TABLE provisioning_logs ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id);
                ALTER TABLE workspace_otps ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id);
                """
            )
            let number = try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            try await world.pool.query(
                "INSERT INTO workspace_otps (workspace_id, otp_code) VALUES (\(number), 'A7F2D8')"
            )
            #expect(try await world.pool.query("DELETE FROM workspaces").affectedCount == 1)
            try await expectGone(world)
        }
    }

    @Test func `a workspace that waits for a host is removed immediately`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4", type: "bare_metal")
            try await world.awaitStatus("pending_registration", of: "ws7x2k4")
            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
            try await world.awaitStatus("decommissioned", of: "ws7x2k4")
        }
    }

    private func expectGone(_ world: TestWorld, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await world.awaitQuiet()
        #expect(await world.provider.existing.isEmpty, sourceLocation: sourceLocation)
        for table in ["port_leases", "secrets", "hosts", "log_outbox"] {
            #expect(try await world.count("moorage.\(table)") == 0, "\(table)", sourceLocation: sourceLocation)
        }
        #expect(try await world.count("provisioning_logs") == 0, sourceLocation: sourceLocation)
    }
}
