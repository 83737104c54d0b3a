import Curl
import DigitalOceanSimulator
import Foundation
import Logging
import Synchronization
import Workspaces

@testable import Orchestrator
@testable import Providers

/// The provider and the simulated API, on one clock that a test advances.
struct SimulatedCloud: Sendable {
    /// What `/simulator/state` tells.
    struct State: Decodable {
        let droplets: [Droplet]
        let posts: Int
        let live: Int

        struct Droplet: Decodable {
            let id: Int64
            let status: String
            let tags: [String]
        }

        enum CodingKeys: String, CodingKey {
            case droplets
            case posts = "droplet_posts"
            case live = "live_droplets"
        }
    }

    /// Longer than a loaded machine needs for an answer, shorter than a slow answer of the simulator.
    static let deadline = Duration.seconds(2)

    let url: String
    let curl: CurlClient
    let provider: DigitalOceanProvider
    let clock: VirtualClock

    /// Runs `body` with a simulator with these faults.
    static func with(
        _ faults: [SimulatorFault],
        _ body: @escaping @Sendable (SimulatedCloud) async throws -> Void
    ) async throws {
        let clock = VirtualClock()
        var configuration = SimulatorConfiguration(
            tokens: [Secret("t")],
            timings: SimulatorTimings(bootDuration: 30, removalDelay: 5),
            faults: faults,
            now: { Date(timeIntervalSince1970: clock.budgetClock.wall()) }
        )
        configuration.rateLimits.perMinute = 4000
        let simulator = DigitalOceanSimulator(configuration: configuration, logger: Logger(label: "simulator"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            let url = "http://127.0.0.1:\(try await simulator.port)"
            let curl = try CurlClient()
            let provider = try DigitalOceanProvider(
                configuration: DigitalOceanConfiguration(
                    token: { Secret("t") },
                    installationTag: "moorage-abc123",
                    apiURL: url
                ),
                curl: curl,
                budget: APIBudget(
                    store: InProcessAPIBudgetStore(
                        limits: APIBudgetLimits(perMinute: 4000, perHour: 200_000),
                        clock: clock.budgetClock
                    ),
                    scope: "",
                    clock: clock.budgetClock
                ),
                clock: clock.budgetClock,
                logger: Logger(label: "test"),
                deadline: Self.deadline
            )
            try await body(SimulatedCloud(url: url, curl: curl, provider: provider, clock: clock))
            group.cancelAll()
        }
    }

    /// The existing droplets, visible or not.
    func state() async throws -> State {
        let response = try await curl.execute(CurlRequest(.get, url + "/simulator/state"))
        return try JSONDecoder().decode(State.self, from: Data(response.body))
    }
}
