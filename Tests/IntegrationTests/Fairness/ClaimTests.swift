import Database
import Orchestrator
import Postgres
import Testing
import Workspaces

/// The order of claims, and how many at once.
@Suite struct ClaimTests {
    private static let lease = Duration.seconds(60)

    /// A store with these limits, on a database with earlier requests.
    private func withStore(
        _ limits: ClaimLimits,
        _ enqueue: (TestWorld) async throws -> Void,
        _ body: (PostgresOperationStore, TestWorld) async throws -> Void
    ) async throws {
        try await TestWorld.prepare { world in
            try await enqueue(world)
            var surroundings = world.surroundings
            surroundings.claimLimits = limits
            let store = try TestDaemon(named: "limited", in: surroundings).store
            while try await store.takeRequests(limit: 100) > 0 {}
            try await body(store, world)
        }
    }

    @Test func `one owner's flood does not keep another's request out of the next claim`() async throws {
        try await withStore(ClaimLimits()) { world in
            try await world.flood(by: "flood@example.com", 120)
            try await world.flood(by: "single@example.com", 1)
        } _: { store, world in
            let single = try await world.ownerID("single@example.com")
            #expect(try await store.claim(limit: 50, lease: Self.lease).contains { $0.workspace.owner == single })
        }
    }

    @Test func `one owner's flood does not keep another's request from becoming an operation`() async throws {
        try await TestWorld.prepare { world in
            try await world.flood(by: "flood@example.com", 60)
            try await world.flood(by: "single@example.com", 1)
            let single = try await world.ownerID("single@example.com")
            #expect(try await world.store.takeRequests(limit: 10) == 10)
            #expect(
                try await world.value(
                    "SELECT count(*) FROM moorage.operations WHERE owner_id = \(single)",
                    as: Int.self
                ) == 1
            )
        }
    }

    @Test func `claims take turns by how many each owner already holds`() async throws {
        try await withStore(ClaimLimits()) { world in
            try await world.flood(by: "first@example.com", 30)
            try await world.flood(by: "second@example.com", 30)
        } _: { store, world in
            let first = try await world.ownerID("first@example.com")
            _ = try await store.claim(limit: 20, lease: Self.lease)
            let next = try await store.claim(limit: 10, lease: Self.lease)
            #expect(next.count { $0.workspace.owner == first } == 5)
        }
    }

    @Test func `concurrent claims never hold more than an owner's limit`() async throws {
        try await withStore(ClaimLimits(perOwner: 10)) { world in
            try await world.flood(by: "flood@example.com", 60)
        } _: { store, world in
            let claimed = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await store.claim(limit: 4, lease: Self.lease).count } }
                return try await group.reduce(0, +)
            }
            // The tenth slot is for a teardown.
            #expect(claimed == 9)
            #expect(try await world.held() == 9)
        }
    }

    @Test func `a teardown takes the slot that provisions leave, and comes first`() async throws {
        try await withStore(ClaimLimits(perOwner: 10)) { world in
            try await world.flood(by: "flood@example.com", 60)
        } _: { store, world in
            try await world.pool.query(
                "UPDATE moorage.operations SET priority = 10 WHERE id = (SELECT max(id) FROM moorage.operations)"
            )
            let last = try await world.value("SELECT max(id) FROM moorage.operations", as: Int64.self)
            let first = try await store.claim(limit: 1, lease: Self.lease)
            #expect(first.map(\.holder.operation.rawValue) == [last])
            #expect(try await store.claim(limit: 50, lease: Self.lease).count == 8)
            try await world.pool.query(
                "UPDATE moorage.operations SET priority = 10 WHERE id = (SELECT max(id) - 1 FROM moorage.operations)"
            )
            #expect(try await store.claim(limit: 50, lease: Self.lease).count == 1)
        }
    }

    @Test func `operations of a kind that only a newer version knows are left to its daemons`() async throws {
        try await withStore(ClaimLimits()) { world in
            try await world.flood(by: "newer@example.com", 2)
        } _: { store, world in
            let newer = try await world.value(
                """
                UPDATE moorage.operations SET kind = 'from_the_future'
                WHERE id = (SELECT min(id) FROM moorage.operations) RETURNING id
                """,
                as: Int64.self
            )
            let claimed = try await store.claim(limit: 50, lease: Self.lease).map(\.holder.operation.rawValue)
            #expect(claimed.count == 1 && !claimed.contains(newer))
            #expect(try await store.claim(limit: 50, lease: Self.lease).isEmpty)
            try await world.pool.query("DELETE FROM moorage.operations WHERE id <> \(newer)")
            #expect(try await store.pendingWork().nextOperationIn == nil)
        }
    }

    @Test func `the cloud's limit leaves room for bare metal`() async throws {
        try await withStore(ClaimLimits(cloud: 5)) { world in
            try await world.flood(by: "cloud@example.com", 20)
            try await world.flood(by: "cloud@example.com", 3, type: "bare_metal")
        } _: { store, world in
            let claimed = try await store.claim(limit: 50, lease: Self.lease)
            #expect(claimed.count { $0.workspace.deploymentType == .cloud } == 5)
            #expect(claimed.count { $0.workspace.deploymentType == .bareMetal } == 3)
        }
    }
}
