import TestSupport
import Testing
import Workspaces

/// The rules of every store, on a real server; the store of the simulated world runs the same cases.
@Suite struct StoreConformanceTests {
    @Test(arguments: StoreConformance.allCases)
    func `the store in Postgres conforms`(_ conformance: StoreConformance) async throws {
        try await TestWorld.prepare { world in
            try await conformance.check(PostgresSubject(world: world))
        }
    }

    @Test(arguments: RequestDesk.Situation.allCases)
    func `the store in Postgres carries out what the desk decides`(situation: RequestDesk.Situation) async throws {
        try await TestWorld.prepare { world in
            for (cell, id) in zip(RequestCell.row(situation), ["wsaaaaa", "wsbbbbb", "wsccccc", "wsddddd"]) {
                try await cell.check(PostgresSubject(world: world), id)
            }
        }
    }
}
