import Curl
import DigitalOceanSimulator
import Foundation
import Logging
import Postgres
import Synchronization
import Workspaces

@testable import Database
@testable import Providers

/// Several daemons' providers, which share a ledger in Postgres, with a simulated API; all use one virtual clock.
struct BudgetWorld: Sendable {
    /// A clock that advances on command.
    final class VirtualClock: Sendable {
        private let time = Mutex(Duration.zero)

        var now: Duration { time.withLock { $0 } }
        var wall: Double { 1_790_000_000 + Double(now.components.seconds) + Double(now.components.attoseconds) / 1e18 }

        func advance(to moment: Duration) { time.withLock { $0 = max($0, moment) } }
    }

    /// The simulator's counts.
    struct Counts: Decodable {
        let requests: [String: Int]
        let answers: [String: Int]

        var total: Int { requests.values.reduce(0, +) }
    }

    let clock: VirtualClock
    let daemons: [DigitalOceanProvider]
    let pool: PostgresPool
    private let url: String
    private let curl: CurlClient

    /// Runs a simulator with these limits and a zone, and as many daemons as requested.
    static func with(
        daemons: Int,
        limits: SimulatorRateLimits,
        bootDuration: Double = 60,
        _ body: @escaping @Sendable (BudgetWorld) async throws -> Void
    ) async throws {
        try await TestWorld.prepare { world in
            let clock = VirtualClock()
            var configuration = SimulatorConfiguration(
                tokens: [Secret("t")],
                timings: SimulatorTimings(bootDuration: bootDuration),
                now: { Date(timeIntervalSince1970: clock.wall) }
            )
            configuration.rateLimits = limits
            configuration.dropletLimit = 1000
            configuration.readOnlyTokens = []
            let simulator = DigitalOceanSimulator(configuration: configuration, logger: TestDaemon.logger)
            let pool = world.pool
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await simulator.run() }
                let url = "http://127.0.0.1:\(try await simulator.port)"
                let curl = try CurlClient()
                let providers = try (0..<daemons).map { _ in try provider(url, curl, clock, pool) }
                let budgetWorld = BudgetWorld(clock: clock, daemons: providers, pool: pool, url: url, curl: curl)
                try await budgetWorld.addZone()
                try await body(budgetWorld)
                group.cancelAll()
            }
        }
    }

    private static func provider(
        _ url: String,
        _ curl: CurlClient,
        _ clock: VirtualClock,
        _ pool: PostgresPool
    ) throws -> DigitalOceanProvider {
        let budgetClock = APIBudgetClock(monotonic: { clock.now }, wall: { clock.wall })
        let store = PostgresAPIBudgetStore(
            pool: pool,
            limits: APIBudgetLimits(),
            clock: SharedClock(virtual: { clock.now })
        )
        return try DigitalOceanProvider(
            configuration: DigitalOceanConfiguration(
                token: { Secret("t") },
                installationTag: "moorage-test01",
                apiURL: url
            ),
            curl: curl,
            budget: APIBudget(store: store, scope: "test01", clock: budgetClock),
            clock: budgetClock,
            logger: TestDaemon.logger
        )
    }

    /// The zone belongs to the operator, and its token does not matter here.
    private func addZone() async throws {
        _ = try await curl.execute(
            CurlRequest(
                .post,
                "\(url)/v2/domains",
                headers: [CurlHeader("Authorization", "Bearer t"), CurlHeader("Content-Type", "application/json")],
                body: Array(#"{"name":"workspaces.test"}"#.utf8)
            )
        )
        // Long ago, so that it is in no window.
        clock.advance(to: .seconds(4000))
    }

    func counts() async throws -> Counts {
        let response = try await curl.execute(CurlRequest(.get, "\(url)/simulator/state"))
        return try JSONDecoder().decode(Counts.self, from: Data(response.body))
    }
}
