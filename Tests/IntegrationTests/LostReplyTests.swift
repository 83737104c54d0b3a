import Postgres
import Providers
import TestSupport
import Testing

/// Nothing twice: a droplet of a create call whose answer is lost is found and adopted.
@Suite struct LostReplyTests {
    @Test func `a lost answer leaves exactly one droplet, which is adopted`() async throws {
        try await TestWorld.run { world in
            await world.provider.inject(.lostReply)
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            #expect(await world.provider.createdCount == 1)
            let existing = await world.provider.existing
            #expect(existing.count == 1)
            let (droplet, recorded, state) = try await world.pool.query(
                "SELECT w.droplet_id, r.external_id, r.state FROM workspaces w, moorage.resources r"
            ).decodeOnly((String, String, String).self)
            #expect(droplet == "1001")
            #expect(recorded == "1001")
            #expect(state == "created")
            #expect(try await world.log(of: "ws7x2k4").contains { $0.hasSuffix("(id 1001) and adopted it.") })
        }
    }

    @Test func `a second droplet with the name is recorded with its price, and removed`() async throws {
        try await TestWorld.run { world in
            await world.provider.injectTwins()
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            #expect(await world.provider.existing.map(\.id) == ["1001"])
            let (external, state, cost) = try await world.pool.query(
                """
                SELECT external_id, state, hourly_cost_micros FROM moorage.resources WHERE kind = 'duplicate_droplet'
                """
            ).decodeOnly((String, String, Int64).self)
            #expect(external == "1002")
            #expect(state == "deleted")
            #expect(cost == 35_710)
        }
    }
}
