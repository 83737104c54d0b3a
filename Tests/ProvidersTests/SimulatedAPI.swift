import Curl
import DigitalOceanSimulator
import Foundation
import Logging
import Workspaces

@testable import Providers

/// A provider with the simulator's whole API, the clock that both sides use, and a way around the provider.
struct SimulatedAPI: Sendable {
    let provider: DigitalOceanProvider
    let clock: TestClock
    private let url: String
    private let curl: CurlClient

    /// Serves the API while the body runs.
    static func serve(
        _ faults: [SimulatorFault] = [],
        timings: SimulatorTimings = SimulatorTimings(bootDuration: 30),
        _ body: @escaping @Sendable (SimulatedAPI) async throws -> Void
    ) async throws {
        let clock = TestClock()
        var configuration = SimulatorConfiguration(
            tokens: [Secret("t")],
            timings: timings,
            faults: faults,
            now: { Date(timeIntervalSince1970: clock.clock.wall()) }
        )
        configuration.dropletLimit = 300
        configuration.rateLimits.perMinute = 4000
        configuration.rateLimits.perHour = 80_000
        configuration.readOnlyTokens = [Secret("read")]
        let simulator = DigitalOceanSimulator(configuration: configuration, logger: Logger(label: "simulator"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            let url = "http://127.0.0.1:\(try await simulator.port)"
            let curl = try CurlClient()
            let provider = try provider(url, curl, clock, token: "t")
            try await body(SimulatedAPI(provider: provider, clock: clock, url: url, curl: curl))
            group.cancelAll()
        }
    }

    private static func provider(
        _ url: String,
        _ curl: CurlClient,
        _ clock: TestClock,
        token: String?
    ) throws -> DigitalOceanProvider {
        try DigitalOceanProvider(
            configuration: DigitalOceanConfiguration(
                token: { token.map { Secret($0) } },
                installationTag: "moorage-k3v9",
                apiURL: url
            ),
            curl: curl,
            budget: APIBudget(
                store: InProcessAPIBudgetStore(limits: APIBudgetLimits(perMinute: 4000), clock: clock.clock),
                scope: "",
                clock: clock.clock
            ),
            clock: clock.clock,
            logger: Logger(label: "test")
        )
    }

    /// Another daemon's provider: it shares no memory with the first.
    func anotherProvider(token: String? = "t") throws -> DigitalOceanProvider {
        try Self.provider(url, curl, clock, token: token)
    }

    /// Sends its own request; returns the answer's body as text.
    func send(_ method: CurlRequest.Method, _ path: String, _ body: String? = nil) async throws -> String {
        let response = try await curl.execute(
            CurlRequest(
                method,
                url + path,
                headers: [CurlHeader("Authorization", "Bearer t"), CurlHeader("Content-Type", "application/json")],
                body: body.map { Array($0.utf8) }
            )
        )
        return String(decoding: response.body, as: UTF8.self)
    }

    /// How many requests the simulator has seen of each kind.
    func requests() async throws -> [String: Int] {
        struct State: Decodable { let requests: [String: Int] }
        let state = try await send(.get, "/simulator/state")
        return try JSONDecoder().decode(State.self, from: Data(state.utf8)).requests
    }

    func intent() async throws -> ServerIntent {
        var intent = DigitalOceanFixtures.intent()
        intent.plan = try await provider.plan(
            ServerRequest(resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50), region: "nyc3")
        )
        return intent
    }

    func createServer() async throws -> ServerReference {
        let intent = try await intent()
        try await provider.prepare(intent)
        return try await provider.createServer(intent, userData: Secret("#cloud-config\n"))
    }
}
