import Orchestrator
import Postgres
import TestSupport
import Testing

/// Every verb is answered in every state, in the log, and ends in a named state.
@Suite struct VerbTests {
    /// The states of a workspace at the time of a request.
    enum Stage: String, CaseIterable, Sendable {
        case pendingRegistration, provisioning, active, repairing, compensating, failed, kept, decommissioning
        case decommissioned
    }

    /// The final state.
    private static func end(of verb: String, at stage: Stage) -> String {
        switch (verb, stage) {
        case ("retry", _): "active"
        case ("decommission", _): "decommissioned"
        case ("repair", .pendingRegistration), ("repair", .provisioning), (_, .active), (_, .repairing): "active"
        case ("cancel", .decommissioning): "active"
        case (_, .pendingRegistration), (_, .provisioning), (_, .compensating), (_, .failed), (_, .kept): "failed"
        case (_, .decommissioning), (_, .decommissioned): "decommissioned"
        }
    }

    /// Releases what was held back to create the state.
    private func release(_ stage: Stage, in world: TestWorld) async throws {
        switch stage {
        case .pendingRegistration: try await world.addHost()
        case .provisioning, .repairing: await world.hosts.finishHangingRuns()
        case .compensating: await world.provider.holdDestruction(false)
        case .active, .failed, .kept, .decommissioning, .decommissioned: break
        }
    }

    @Test(arguments: ["retry", "decommission", "cancel", "repair"], Stage.allCases)
    func `a verb reaches its result`(verb: String, stage: Stage) async throws {
        // A decommission that has just been accepted waits, so that requests meet this state.
        try await TestWorld.run(decommissionDelay: .seconds(stage == .decommissioning ? 2 : 0)) { world in
            try await bring("ws7x2k4", to: stage, in: world)
            let last = try await world.value("SELECT coalesce(max(id), 0) FROM provisioning_logs", as: Int64.self)
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', \(verb))")
            try await world.awaitTrue(
                "it is answered",
                """
                SELECT EXISTS (SELECT FROM provisioning_logs
                    WHERE id > \(last) AND message LIKE \(Self.answer(to: verb, at: stage)))
                """
            )
            // A provision without a host waits for one, so a cancel never comes too late.
            if verb == "retry" || verb == "repair" || stage == .compensating { try await release(stage, in: world) }
            if verb == "repair", stage == .kept {
                // The resources are kept as long as requested.
                #expect(await world.provider.existing.count == 1)
                return try await world.awaitStatus("failed", of: "ws7x2k4")
            }
            try await world.awaitQuiet()
            try await world.awaitStatus(Self.end(of: verb, at: stage), of: "ws7x2k4")
            let isAlive = Self.end(of: verb, at: stage) == "active"
            let isCloud = stage != .pendingRegistration
            #expect(await world.provider.existing.count == (isAlive && isCloud ? 1 : 0))
            #expect(try await (world.count("moorage.port_leases") > 0) == isAlive)
        }
    }

    /// The log's message about a verb, as an SQL pattern.
    private static func answer(to verb: String, at stage: Stage) -> String {
        switch (verb, stage) {
        case ("retry", .failed), ("retry", .decommissioned): "Accepted: cloud workspace ws7x2k4."
        case ("retry", .active): "Provision refused. The workspace is active; %"
        case ("retry", .pendingRegistration), ("retry", .provisioning), ("retry", .repairing):
            "Provision refused. Operation % is in progress; why shows what it waits for, and cancel stops it."
        case ("retry", .kept):
            "Provision requested; operation % (provision, step keep_for_debugging) is asked to stop first."
        case ("retry", .compensating), ("retry", .decommissioning):
            "Provision requested; it begins when operation % is over."
        case ("decommission", .active): "Decommission accepted."
        case ("decommission", .failed): "The workspace is decommissioned; nothing of it existed."
        case ("decommission", .decommissioned): "Decommission requested. The workspace is already decommissioned."
        case ("decommission", .decommissioning):
            "Decommission requested. The workspace is already being decommissioned."
        case ("decommission", .compensating): "Decommission requested; it begins when operation % is over."
        case ("decommission", _): "Decommission requested; operation % is asked to stop first."
        case ("cancel", .active), ("cancel", .failed), ("cancel", .decommissioned):
            "Cancel refused. No operation is in progress that could be cancelled."
        case ("cancel", .compensating):
            "Cancel requested. Its resources are being removed, and a removal is never interrupted."
        case ("cancel", _): "Cancel requested; operation % is asked to stop."
        case (_, .active): "Repair accepted."
        case (_, .failed), (_, .decommissioned):
            "Repair refused. Only an active workspace can be repaired, and this one is \(stage.rawValue); retry builds it."
        default: "Repair refused. Operation % is in progress; why shows what it waits for, and cancel stops it."
        }
    }

    @Test func `the row shows what is being undone, and what is kept for whom`() async throws {
        try await TestWorld.run { world in
            try await bring("ws7x2k4", to: .kept, in: world)
            #expect(try await world.value("SELECT status FROM workspaces", as: String.self) == "failed")
            let isNamed = try await world.value(
                "SELECT waiting_on ->> 'kind' = 'delay' AND step = 'keep_for_debugging' FROM moorage.operations",
                as: Bool.self
            )
            #expect(isNamed)
            #expect(await world.provider.existing.count == 1)
            try await world.pool.query("CREATE TABLE seen (status text)")
            try await world.pool.query(
                """
                CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN INSERT INTO public.seen VALUES (NEW.status); RETURN NULL; END'
                """
            )
            try await world.pool.query(
                "CREATE TRIGGER see AFTER UPDATE ON moorage.workspaces FOR EACH ROW EXECUTE FUNCTION see()"
            )
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'cancel')")
            try await world.awaitQuiet()
            #expect(try await world.value("SELECT 'compensating' IN (SELECT status FROM seen)", as: Bool.self))
            #expect(await world.provider.existing.isEmpty)
        }
    }

    @Test(arguments: ["0", "169", "\"long\""])
    func `an invalid time is refused and named`(hours: String) async throws {
        try await TestWorld.run { world in
            let owner = try await world.owner()
            try await world.pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, config_data)
                VALUES ('ws7x2k4', 'n', \(owner), 'cloud',
                    \("{\"features\": {\"keep_for_debugging_hours\": \(hours)}}")::jsonb)
                """
            )
            try await world.awaitStatus("failed", of: "ws7x2k4")
            #expect(try await world.log(of: "ws7x2k4").last?.contains("keep_for_debugging_hours") == true)
            #expect(await world.provider.createdCount == 0)
        }
    }

    private func bring(_ id: String, to stage: Stage, in world: TestWorld) async throws {
        switch stage {
        case .pendingRegistration:
            try await world.enqueue(id, type: "bare_metal")
            try await world.awaitStatus("pending_registration", of: id)
        case .repairing:
            try await bring(id, to: .active, in: world)
            await world.hosts.inject(.hangs)
            try await world.pool.query("SELECT moorage.request_operation(\(id), 'repair')")
            try await world.awaitStep("converge", of: id)
        case .compensating:
            await world.provider.holdDestruction(true)
            await world.hosts.inject(.fails(message: "no"), .fails(message: "no"))
            try await world.enqueue(id)
            try await world.awaitStep("destroy_server", of: id)
        case .provisioning:
            await world.hosts.inject(.hangs)
            try await world.enqueue(id)
            try await world.awaitStep("converge", of: id)
        case .active:
            try await world.enqueue(id)
            try await world.awaitStatus("active", of: id)
            try await world.awaitQuiet()
        case .failed, .kept:
            await world.hosts.inject(.fails(message: "no"), .fails(message: "no"))
            let owner = try await world.owner()
            let features = stage == .kept ? "{\"features\": {\"keep_for_debugging_hours\": 1}}" : "{}"
            try await world.pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, config_data)
                VALUES (\(id), 'n', \(owner), 'cloud', \(features)::jsonb)
                """
            )
            try await world.awaitStatus("failed", of: id)
            if stage == .failed { try await world.awaitQuiet() }
        case .decommissioning:
            try await bring(id, to: .active, in: world)
            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
            try await world.awaitTrue("it is accepted", "SELECT EXISTS (SELECT FROM moorage.operations)")
        case .decommissioned:
            try await bring(id, to: .active, in: world)
            try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
            try await world.awaitQuiet()
        }
    }
}
