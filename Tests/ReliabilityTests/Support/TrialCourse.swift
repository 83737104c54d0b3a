import Database
import Foundation
import Postgres
import Providers
import SSH
import Workspaces

/// The actions of a client and an operator in a trial, and the counts at its end.
struct TrialCourse {
    let world: ReliabilityWorld
    let keeper: DaemonKeeper
    let scenario: Scenario
    let fault: APIFault

    private let id = "ws7x2k4"

    init(world: ReliabilityWorld, keeper: DaemonKeeper, scenario: Scenario, fault: APIFault) {
        self.world = world
        self.keeper = keeper
        self.scenario = scenario
        self.fault = fault
    }

    /// A workspace's life, then the count.
    func run() async throws -> WorldCount {
        if let fault = fault.simulatorFault { try await world.cloud.inject(fault) }
        switch scenario {
        case .cloud: try await world.enqueue(id)
        case .bareMetal: return try await liveOnMetal { try await world.awaitStatus("pending_registration", of: id) }
        case .portsExhausted: return try await liveWithoutPorts()
        case .cancelled: return try await beCancelled()
        case .portTaken: return try await liveBesideAnother()
        case .deployed:
            try await world.enqueue(id)
            try await awaitRun()
            keeper.deploy()
        case .poweredOff:
            try await world.enqueue(id)
            try await world.awaitStatus("active", of: id)
            try await world.cloud.powerOffDroplets()
            try await world.request("repair", for: id)
            try await world.awaitQuiet()
            return try await comeAndGo(expectedRuns: 2)
        case .refused: try await beRefused()
        }
        return try await comeAndGo()
    }

    /// From the request until nothing is left.
    private func comeAndGo(expectedRuns: Int = 1, expectedFailures: Int = 0) async throws -> WorldCount {
        // A failed one is counted at the end.
        try await world.awaitStatus("active", "failed", of: id)
        let repeatedRuns = world.droplets.running.map { $0.startedUnits.count - expectedRuns }.reduce(0, +)
        try await world.decommission(id)
        try await world.awaitStatus("decommissioned", of: id)
        try await world.awaitQuiet()
        var leftovers = try await world.leftovers(expectedFailures: expectedFailures)
        leftovers.repeatedRuns = repeatedRuns
        return leftovers
    }

    private func awaitRun() async throws {
        try await world.awaitTrue(
            "the run is followed",
            "SELECT EXISTS (SELECT FROM moorage.operations WHERE effect ? 'followRun')"
        )
    }

    /// On a host that outlives the workspace, so that the run must verifiably have stopped.
    private func beCancelled() async throws -> WorldCount {
        try await withMetal { host in
            try await host.register(in: world)
            try await world.enqueue(id, type: "bare_metal")
            try await awaitRun()
            try await world.request("cancel", for: id)
            try await world.awaitStatus("failed", of: id)
            try await world.awaitQuiet()
            // The stopped run, and the removal.
            let repeatedRuns = host.machine.startedUnits.count - 2
            try await retry()
            var leftovers = try await comeAndGoOnMetal(host)
            leftovers.repeatedRuns += repeatedRuns - 2
            return leftovers
        }
    }

    /// Waits for a host, which is then registered.
    private func liveOnMetal(_ wait: () async throws -> Void) async throws -> WorldCount {
        try await world.enqueue(id, type: "bare_metal")
        try await wait()
        return try await withMetal { host in
            try await host.register(in: world)
            return try await comeAndGoOnMetal(host)
        }
    }

    private func comeAndGoOnMetal(_ host: BareMetalHost, expectedFailures: Int = 0) async throws -> WorldCount {
        var leftovers = try await comeAndGo(expectedFailures: expectedFailures)
        // One for each playbook: deploy and decommission.
        leftovers.repeatedRuns = host.machine.startedUnits.count - 2
        return leftovers
    }

    /// All ports of the host are in use, until the first attempt has failed.
    private func liveWithoutPorts() async throws -> WorldCount {
        try await withMetal { host in
            try await host.register(in: world)
            try await world.pool.query(
                """
                WITH other AS (
                    INSERT INTO moorage.workspaces (number, workspace_id, status, version, projected_version)
                    VALUES (999, 'wsother99', 'active', 1, 1) RETURNING number
                )
                INSERT INTO moorage.port_leases (host_id, port, workspace_number, service, port_offset)
                SELECT h.id, p, o.number, 'service' || p, 0
                FROM moorage.hosts h, other o, generate_series(1024, 65535) p
                """
            )
            try await world.enqueue(id, type: "bare_metal")
            try await world.awaitStatus("failed", of: id)
            try await world.awaitQuiet()
            try await world.pool.query("DELETE FROM moorage.port_leases")
            try await world.pool.query("DELETE FROM moorage.workspaces WHERE number = 999")
            try await retry()
            return try await comeAndGoOnMetal(host, expectedFailures: 1)
        }
    }

    /// Until it is taken, the row shows the result of the previous attempt.
    private func retry() async throws {
        try await world.request("retry", for: id)
        try await world.awaitTrue(
            "the retry is taken",
            """
            SELECT count(*) = 2 FROM (
                SELECT id FROM moorage.operations UNION ALL SELECT id FROM moorage.operation_history
            ) o
            """
        )
        try await world.awaitTrue(
            "the row says so",
            "SELECT NOT EXISTS (SELECT FROM moorage.workspaces WHERE version <> projected_version)"
        )
    }

    private func liveBesideAnother() async throws -> WorldCount {
        try await world.enqueue(id)
        try await world.awaitTrue("ports are reserved", "SELECT EXISTS (SELECT FROM moorage.port_leases)")
        let port = try await world.pool.query("SELECT min(port) FROM moorage.port_leases").decodeOnly(Int.self)
        let listener = try PortListener(UInt16(port))
        defer { listener.close() }
        return try await comeAndGo()
    }

    private func beRefused() async throws {
        try await world.pool.withConnection { connection in
            try await connection.execute(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON moorage.transitions FOR EACH ROW
                    WHEN (NEW.event = 'inspected') EXECUTE FUNCTION refuse();
                """
            )
        }
        try await world.enqueue(id)
        try await world.awaitTrue(
            "it is set aside",
            "SELECT EXISTS (SELECT FROM moorage.operations WHERE waiting_on ->> 'detail' LIKE '%refused by a test%')"
        )
        try await world.pool.query("DROP TRIGGER refuse ON moorage.transitions")
        // The pause before the next attempt is not the subject here.
        try await world.pool.query("UPDATE moorage.operations SET next_run_at = now()")
    }

    private func withMetal(_ body: (BareMetalHost) async throws -> WorldCount) async throws -> WorldCount {
        let host = try await BareMetalHost.boot(in: world)
        do {
            let count = try await body(host)
            host.machine.destroy()
            return count
        } catch {
            host.machine.destroy()
            throw error
        }
    }
}
