import TestSupport
import Testing

/// The rules of every store, on a real server; the store of the simulated world runs the same cases.
@Suite struct StoreConformanceTests {
    @Test(arguments: StoreConformance.allCases)
    func `the store in Postgres conforms`(_ conformance: StoreConformance) async throws {
        try await TestWorld.prepare { world in
            try await conformance.check(PostgresSubject(world: world))
        }
    }
}
