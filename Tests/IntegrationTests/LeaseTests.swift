import Database
import Orchestrator
import Postgres
import Testing
import Workspaces

@Suite struct LeaseTests {
    @Test func `an expired lease is taken over as interrupted, and one that was given back is not`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            _ = try await world.store.takeRequests(limit: 10)
            let first = try #require(try await world.store.claim(limit: 1, lease: .seconds(60)).first)
            #expect(!first.wasCutOff)
            #expect(try await world.store.claim(limit: 1, lease: .seconds(60)).isEmpty)
            try await world.store.release(first.holder)
            let second = try #require(try await world.store.claim(limit: 1, lease: .seconds(60)).first)
            #expect(!second.wasCutOff)
            try await world.pool.query(
                "UPDATE moorage.operations SET lease_expires_at = clock_timestamp() - interval '1s'"
            )
            let third = try #require(try await world.store.claim(limit: 1, lease: .seconds(60)).first)
            #expect(third.wasCutOff)
            #expect(third.holder.epoch > second.holder.epoch)
        }
    }

    @Test func `only the named leases are renewed, and none under an older claim`() async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4")
            try await world.enqueue("ws3a9f1")
            _ = try await world.store.takeRequests(limit: 10)
            let claimed = try await world.store.claim(limit: 2, lease: .seconds(60))
            #expect(claimed.count == 2)
            let holder = try #require(claimed.first?.holder)
            let older = LeaseHolder(
                operation: holder.operation,
                epoch: LeaseEpoch(rawValue: holder.epoch.rawValue - 1_000)
            )
            #expect(try await world.store.renewLeases(.seconds(600), of: [holder, older]).map(\.holder) == [holder])
            let renewed = try await world.pool.query(
                "SELECT id FROM moorage.operations WHERE lease_expires_at > clock_timestamp() + interval '300 s'"
            ).decode(OperationID.self)
            #expect(renewed == [holder.operation])
            #expect(try await world.store.renewLeases(.seconds(600), of: []).isEmpty)
        }
    }
}
