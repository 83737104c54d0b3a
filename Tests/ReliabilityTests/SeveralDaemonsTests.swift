import Postgres
import TestSSHServer
import Testing

/// Several real daemons on one database: dead ones are replaced, paused ones change nothing, old ones make way for new
/// ones.
@Suite(.enabled("needs root and mount namespaces", { try await LoopbackHost.isAvailable() }), .timeLimit(.minutes(15)))
struct SeveralDaemonsTests {
    @Test func `another daemon continues the same step when the lease of a killed one has expired`() async throws {
        let outcome = try await TakeoverTrial.run(leaseSeconds: 3)
        #expect(outcome.isSameStep)
        #expect(outcome.runs == 1)
        #expect(outcome.leftovers == WorldCount())
    }

    @Test func `a daemon that was paused past its lease cannot write to the database`() async throws {
        try await ReliabilityWorld.run { world in
            let paused = try world.daemon(failPoint: "commit.run_progressed.before:stop")
            defer { paused.kill() }
            try await world.enqueue("ws7x2k4")
            try await paused.waitFor("commit.run_progressed.before; stop")
            await paused.waitUntilStopped()
            try await world.withDaemons { _ in
                try await world.awaitStatus("active", of: "ws7x2k4")
                let before = try await facts(of: world)
                paused.resume()
                try await paused.waitFor("Another daemon now has the operation")
                #expect(try await facts(of: world) == before)
                try await expectOneLife(in: world)
            }
        }
    }

    @Test func `a daemon that was paused past its lease cannot act on a host`() async throws {
        try await ReliabilityWorld.run { world in
            let paused = try world.daemon(failPoint: "effect.start_run.before:stop")
            defer { paused.kill() }
            try await world.enqueue("ws7x2k4")
            try await paused.waitFor("effect.start_run.before; stop")
            await paused.waitUntilStopped()
            try await world.withDaemons { _ in
                try await world.awaitStatus("active", of: "ws7x2k4")
                let before = try await facts(of: world)
                paused.resume()
                try await paused.waitFor("the host has seen a newer lease epoch")
                #expect(try await facts(of: world) == before)
                try await expectOneLife(in: world)
            }
        }
    }

    @Test func `a daemon that was paused past its lease requests no second droplet`() async throws {
        try await ReliabilityWorld.run { world in
            let paused = try world.daemon(failPoint: "effect.create_server.before:stop")
            defer { paused.kill() }
            try await world.enqueue("ws7x2k4")
            try await paused.waitFor("effect.create_server.before; stop")
            await paused.waitUntilStopped()
            try await world.withDaemons { _ in
                try await world.awaitStatus("active", of: "ws7x2k4")
                paused.resume()
                try await paused.waitFor("The lease ended before create_server began")
                try await expectOneLife(in: world)
                #expect(try await world.cloud.state().requests["POST /v2/droplets"] == 1)
            }
        }
    }

    @Test func `a daemon that is stopped during a transaction blocks nobody`() async throws {
        try await ReliabilityWorld.run { world in
            let paused = try world.daemon(failPoint: "projection.before:stop")
            defer { paused.kill() }
            try await world.enqueue("ws7x2k4")
            try await paused.waitFor("projection.before; stop")
            await paused.waitUntilStopped()
            try await world.withDaemons { _ in
                try await world.awaitStatus("active", of: "ws7x2k4")
                paused.resume()
                try await expectOneLife(in: world)
            }
        }
    }

    @Test func `a rolling deploy hands over mid-step and fails nothing`() async throws {
        var options = ReliabilityWorld.Options()
        options.taskSeconds = 3
        options.leaseSeconds = 60
        try await ReliabilityWorld.run(options) { world in
            try await world.withDaemons { old in
                try await world.enqueue("ws7x2k4")
                try await world.awaitTrue(
                    "the run is followed",
                    "SELECT EXISTS (SELECT FROM moorage.operations WHERE effect ? 'followRun')"
                )
                try await world.withDaemons { new in
                    old[0].terminate()
                    #expect(await old[0].ended() == .exited(0))
                    // With a lease of a minute, only a lease that was given back is taken this soon.
                    try await world.awaitTrue(
                        "the new daemon has it",
                        "SELECT EXISTS (SELECT FROM moorage.operations WHERE lease_owner LIKE \("%-\(new[0].id)-%"))",
                        within: .seconds(20)
                    )
                    try await world.awaitStatus("active", of: "ws7x2k4")
                    #expect(world.droplets.running.map(\.startedUnits.count) == [1])
                    try await expectOneLife(in: world)
                }
            }
        }
    }

    @Test func `an operation of a newer version is left to it, and everything else continues`() async throws {
        var options = ReliabilityWorld.Options()
        options.taskSeconds = 1
        try await ReliabilityWorld.run(options) { world in
            try await world.withDaemons { old in
                try await world.enqueue("wsnewer1")
                try await world.awaitTrue(
                    "the run is followed",
                    "SELECT EXISTS (SELECT FROM moorage.operations WHERE effect ? 'followRun')"
                )
                old[0].kill()
                _ = await old[0].ended()
                try await world.pool.query(
                    """
                    UPDATE moorage.operations SET state_version = 1000000, lease_owner = NULL, lease_expires_at = NULL,
                        state = jsonb_build_object('fromTheFuture', state)
                    """
                )
            }
            try await world.withDaemons { _ in
                try await world.enqueue("wsolder1")
                try await world.awaitStatus("active", of: "wsolder1")
                #expect(try await world.count("moorage.operations WHERE lease_owner IS NULL") == 1)
                // As the newer version would write it for this one.
                try await world.pool.query(
                    "UPDATE moorage.operations SET state_version = 1, state = state -> 'fromTheFuture'"
                )
                try await world.awaitStatus("active", of: "wsnewer1")
                #expect(world.droplets.running.map(\.startedUnits.count) == [1, 1])
                #expect(try await world.count("moorage.operation_history WHERE outcome = 'failed'") == 0)
            }
        }
    }

    /// Decommissions the workspace and counts.
    private func expectOneLife(
        in world: ReliabilityWorld,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await world.decommission("ws7x2k4")
        try await world.awaitStatus("decommissioned", of: "ws7x2k4")
        try await world.awaitQuiet()
        #expect(try await world.leftovers() == WorldCount(), sourceLocation: sourceLocation)
    }

    /// What a late write would change.
    private func facts(of world: ReliabilityWorld) async throws -> [String] {
        let rows = try await world.pool.query(
            """
            SELECT to_jsonb(t)::text FROM moorage.transitions t
            UNION ALL SELECT to_jsonb(w)::text FROM moorage.workspaces w
            UNION ALL SELECT to_jsonb(h)::text FROM moorage.operation_history h
            UNION ALL SELECT to_jsonb(p)::text FROM moorage.port_leases p
            UNION ALL SELECT to_jsonb(l)::text FROM provisioning_logs l
            ORDER BY 1
            """
        ).decode(String.self)
        return rows + world.droplets.running.flatMap(\.startedUnits)
    }
}
