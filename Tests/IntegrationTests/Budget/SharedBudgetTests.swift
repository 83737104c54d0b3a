import DigitalOceanSimulator
import Postgres
import Providers
import Testing
import WorkspaceModel

@testable import OrchestratorPostgres

@Suite struct SharedBudgetTests {
    /// A tenth of what DigitalOcean allows.
    private static let tenth = SimulatorRateLimits(perMinute: 25, perHour: 500, keyListingsPerMinute: 10)

    @Test func `under a tenth of the limits, three daemons bring up 200 workspaces and are never refused`() async throws
    {
        try await BudgetWorld.with(daemons: 3, limits: Self.tenth) { world in
            let start = world.clock.now
            var driver = BudgetDriver(
                world: world,
                workspaces: (0..<200).map { BudgetDriver.Workspace(number: $0, owner: Int64($0 % 4 + 1), at: start) }
            )
            try await driver.run()
            let counts = try await world.counts()
            #expect(counts.answers["429"] == nil)
            #expect(counts.requests["POST /v2/droplets"] == 200)
            #expect(counts.requests["POST /v2/domains/{domain_name}/records"] == 400)
            let duration = world.clock.now - start
            print("200 workspaces: \(counts.total) calls in \(duration), \(counts.requests)")
            print("asked again: \(driver.workspaces.map(\.waits.count).reduce(0, +))")
        }
    }
}
