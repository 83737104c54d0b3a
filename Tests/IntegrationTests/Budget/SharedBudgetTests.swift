import DigitalOceanSimulator
import Postgres
import Providers
import Synchronization
import Testing
import Workspaces

@testable import Database

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
            // The minimum is three and a share: a droplet and two records. A daemon that must wait checks again.
            #expect(counts.total <= 200 * 5)
            print("200 workspaces: \(counts.total) calls in \(world.clock.now - start), \(counts.requests)")
            print("asked again: \(driver.workspaces.map(\.waits.count).reduce(0, +))")
        }
    }

    /// The figures of docs/reliability.md.
    @Test(arguments: [1, 100])
    func `with the default limits a workspace takes few calls, and even fewer among many`(count: Int) async throws {
        try await BudgetWorld.with(daemons: 1, limits: SimulatorRateLimits(), bootDuration: 45) { world in
            let start = world.clock.now
            var driver = BudgetDriver(
                world: world,
                workspaces: (0..<count).map { BudgetDriver.Workspace(number: $0, owner: 1, at: start) }
            )
            try await driver.run()
            let counts = try await world.counts()
            #expect(counts.answers["429"] == nil)
            #expect(counts.total <= (count == 1 ? 35 : 4 * count))
            print("\(count) workspaces: \(counts.total) calls in \(world.clock.now - start), \(counts.requests)")
        }
    }

    @Test func `a flood of calls hardly delays another owner's`() async throws {
        let alone = try await Self.lastWorkspace(after: 0)
        let flooded = try await Self.lastWorkspace(after: 220)
        print("alone \(alone), in a flood \(flooded)")
        #expect(flooded < alone + .seconds(20))
    }

    /// How long one owner's workspace takes after another owner's have used up the budget.
    private static func lastWorkspace(after flood: Int) async throws -> Duration {
        let result = Mutex(Duration.zero)
        try await BudgetWorld.with(daemons: 2, limits: SimulatorRateLimits()) { world in
            let start = world.clock.now
            var driver = BudgetDriver(
                world: world,
                workspaces: (0..<flood).map { BudgetDriver.Workspace(number: $0, owner: 1, at: start) }
            )
            let begin = start + .seconds(20)
            driver.workspaces.append(BudgetDriver.Workspace(number: flood, owner: 2, at: begin))
            try await driver.run()
            let end = driver.workspaces[flood].activeAt ?? .zero
            result.withLock { $0 = end - begin }
            #expect(try await world.counts().answers["429"] == nil)
        }
        return result.withLock { $0 }
    }
}
