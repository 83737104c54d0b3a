import Foundation
import Postgres
import TestSSHServer
import Testing

/// A program of an older version and today's on one database, as during a rolling deploy. `scripts/rolling-deploy.sh`
/// builds the older one and runs this.
@Suite(
    .enabled(
        "runs by scripts/rolling-deploy.sh: it needs a program of an older version",
        {
            guard ProcessInfo.processInfo.environment["MOORAGE_OLD_PROGRAM"] != nil else { return false }
            return try await LoopbackHost.isAvailable()
        }
    )
)
struct RollingDeployTests {
    private static var count: Int {
        ProcessInfo.processInfo.environment["MOORAGE_ROLLING_WORKSPACES"].flatMap { Int($0) } ?? 200
    }

    /// That many are requested at once, so that both daemons get some of them.
    private static let wave = 5
    /// On two cores a workspace takes a second or two of the machine's time, in each direction.
    private static let patience = Duration.seconds(1800)

    @Test func `an older and a newer daemon build each workspace once, and remove it`() async throws {
        let program = try #require(ProcessInfo.processInfo.environment["MOORAGE_OLD_PROGRAM"])
        var options = ReliabilityWorld.Options()
        options.leaseSeconds = 60
        options.dropletLimit = Self.count
        // The older program must migrate: it refuses a database that a newer one has migrated.
        options.isMigrated = false
        try await ReliabilityWorld.run(options) { world in
            let old = try DaemonProcess(program, environment: world.environment)
            defer { old.kill() }
            try await old.waitFor("Server started and listening")
            try await world.prepareDatabase()
            try await noteClaims(in: world)
            try await world.withDaemons { new in
                let began = ContinuousClock.now
                try await enqueue(in: world)
                try await world.awaitTrue(
                    "half of them are active",
                    "SELECT count(*) >= \(Self.count / 2) FROM workspaces WHERE status = 'active'",
                    within: Self.patience
                )
                // The deploy: the newer daemon continues what the older one had begun.
                old.terminate()
                #expect(await old.ended() == .exited(0))
                try await world.awaitTrue(
                    "all are active",
                    "SELECT count(*) = \(Self.count) FROM workspaces WHERE status = 'active'",
                    within: Self.patience
                )
                #expect(world.droplets.running.count == Self.count)
                #expect(world.droplets.running.allSatisfy { $0.startedUnits.count == 1 })
                try await report(world, old: old.id, new: new[0].id, after: ContinuousClock.now - began)
                try await world.pool.query("UPDATE workspaces SET status = 'decommissioned'")
                try await world.awaitTrue(
                    "all are gone",
                    """
                    SELECT count(*) = \(2 * Self.count) AND bool_and(outcome = 'succeeded')
                    FROM moorage.operation_history
                    """,
                    within: Self.patience
                )
                try await world.awaitQuiet()
                #expect(try await world.leftovers() == WorldCount())
                print("all gone after \((ContinuousClock.now - began) / .seconds(1)) s, nothing left")
            }
        }
    }

    /// Records which daemon claimed which operation.
    private func noteClaims(in world: ReliabilityWorld) async throws {
        try await world.pool.withConnection { connection in
            try await connection.execute(
                """
                CREATE TABLE claims (operation bigint, daemon text, version int, step text);
                CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO public.claims VALUES (NEW.id, NEW.lease_owner, NEW.state_version, NEW.step);
                    RETURN NULL;
                END $$;
                CREATE TRIGGER note_claim AFTER UPDATE ON moorage.operations FOR EACH ROW
                    WHEN (NEW.lease_epoch IS DISTINCT FROM OLD.lease_epoch) EXECUTE FUNCTION note_claim();
                """
            )
        }
    }

    private func enqueue(in world: ReliabilityWorld) async throws {
        for first in stride(from: 1, through: Self.count, by: Self.wave) {
            try await world.pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, region)
                SELECT 'wsroll' || lpad(n::text, 3, '0'), 'Test', id, 'cloud', 'nyc3'
                FROM meta_users, generate_series(\(first)::int, \(min(first + Self.wave - 1, Self.count))::int) AS n
                """
            )
            try await world.pool.query("SELECT pg_sleep(0.2)")
        }
    }

    /// Checks and prints how many each daemon built.
    private func report(_ world: ReliabilityWorld, old: Int32, new: Int32, after time: Duration) async throws {
        let (byOld, byNew, byBoth) = try await world.pool.query(
            """
            SELECT count(*) FILTER (WHERE old AND NOT new), count(*) FILTER (WHERE new AND NOT old),
                count(*) FILTER (WHERE old AND new)
            FROM (
                SELECT bool_or(daemon LIKE \("%-\(old)-%")) AS old, bool_or(daemon LIKE \("%-\(new)-%")) AS new
                FROM claims GROUP BY operation
            ) AS builders
            """
        ).decodeOnly((Int, Int, Int).self)
        let handedOver = try await world.pool.query(
            """
            SELECT count(*) FROM claims c WHERE daemon LIKE \("%-\(new)-%") AND step <> 'accept'
            AND EXISTS (SELECT FROM claims o WHERE o.operation = c.operation AND o.daemon LIKE \("%-\(old)-%"))
            """
        ).decodeOnly(Int.self)
        #expect(byOld > 0)
        #expect(byNew > 0)
        #expect(byOld + byNew + byBoth == Self.count)
        let failed = try await world.count("moorage.operation_history WHERE outcome <> 'succeeded'")
        #expect(failed == 0)
        print(
            "\(Self.count) active after \(time / .seconds(1)) s: \(byOld) by the older daemon, \(byNew) by the newer, "
                + "\(byBoth) by both, of which \(handedOver) were handed over mid-step; \(failed) failed"
        )
    }
}
