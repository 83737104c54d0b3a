import Database
import Postgres
import Providers
import TestSupport
import Testing
import Workspaces

/// The effect of one owner's flood, a silent API and a dead host on the work of others.
@Suite(.serialized) struct FairnessTests {
    @Test func `a silent API does not delay another owner's work that does not use it`() async throws {
        try await TestWorld.prepare { world in
            var surroundings = world.surroundings
            let api = SilentAPI(before: world.provider)
            surroundings.api = api
            surroundings.claimLimits = ClaimLimits(cloud: 5)
            try await world.addHost()
            try await world.flood(by: "flood@example.com", 30)
            try await TestDaemon(named: "limited", in: surroundings).run {
                try await world.awaitTrue(
                    "the cloud's places are taken",
                    "SELECT count(*) = 5 FROM moorage.operations WHERE step = 'create_server'"
                )
                try await world.bringUp("wsmetal", of: "single@example.com", type: "bare_metal")
                #expect(api.calls == 5)
                api.speak()
                try await world.awaitQuiet()
            }
            #expect(api.calls == 30)
        }
    }

    @Test func `a host that hangs blocks only its own workspaces, each without a lease`() async throws {
        try await TestWorld.prepare { world in
            var surroundings = world.surroundings
            surroundings.claimLimits = ClaimLimits(perHost: 3)
            try await world.addHost("192.0.2.201")
            try await world.flood(by: "flood@example.com", 12, type: "bare_metal")
            await world.hosts.inject(.hangs, .hangs, .hangs)
            try await TestDaemon(named: "limited", in: surroundings).run {
                try await world.awaitTrue(
                    "the host's places are taken, and the others are placed",
                    """
                    SELECT count(*) FILTER (WHERE step = 'converge') = 3 AND count(*) FILTER (WHERE host_id IS NOT NULL) = 12
                    FROM moorage.operations
                    """
                )
                try await world.awaitHeld(3)
                // The first host is fully reserved, so this one goes to another.
                try await world.addHost("192.0.2.202", ramGB: 32)
                try await world.pool.query("UPDATE moorage.hosts SET state = 'draining' WHERE address = '192.0.2.201'")
                try await world.bringUp("wsother", of: "single@example.com", type: "bare_metal")
                try await world.awaitHeld(3)
                await world.hosts.finishHangingRuns()
                try await world.awaitQuiet()
            }
        }
    }

    @Test func `one owner's flood hardly delays another's single request`() async throws {
        var alone: [Duration] = []
        var flooded: [Duration] = []
        for round in 0..<3 {
            alone.append(try await Self.single("wsalone\(round)", behind: 0))
            flooded.append(try await Self.single("wsflood\(round)", behind: 300))
        }
        alone.sort()
        flooded.sort()
        print("single request, median: alone \(alone[1]), behind a flood of 300 \(flooded[1])")
        #expect(flooded[1] < alone[1] * 40)
    }

    /// How long a request takes right after a flood was committed.
    private static func single(_ id: String, behind flood: Int) async throws -> Duration {
        var duration = Duration.zero
        try await TestWorld.run { world in
            try await world.ownerID("single@example.com")
            if flood > 0 { try await world.flood(by: "flood@example.com", flood) }
            let start = ContinuousClock.now
            try await world.bringUp(id, of: "single@example.com")
            duration = ContinuousClock.now - start
            if flood > 0 {
                let left = try await world.value(
                    "SELECT (SELECT count(*) FROM moorage.operations) + (SELECT count(*) FROM moorage.requests)",
                    as: Int.self
                )
                #expect(left > flood / 3)
                print("of the flood \(left) were still in progress")
            }
        }
        return duration
    }
}
