import Curl
import DigitalOceanSimulator
import Foundation
import Logging
import Testing
import WorkspaceModel

@testable import Providers

private typealias Fixtures = DigitalOceanFixtures

/// The provider against the whole API as the simulator has it: what a scripted server cannot show is that the calls
/// fit together.
@Suite("The provider and the simulated API")
struct DigitalOceanSimulatorTests {
    /// A provider, the clock that both sides live by, and a way past the provider.
    private struct World: Sendable {
        let provider: DigitalOceanProvider
        let clock: TestClock
        let url: String
        let curl: CurlClient

        /// Another daemon's provider: it remembers nothing of the first one's.
        func anotherProvider(token: String = "t") throws -> DigitalOceanProvider {
            try DigitalOceanSimulatorTests.provider(url, curl, clock, token: token)
        }

        /// Sends a request of its own; returns the answer's body as text.
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
    }

    private static func provider(
        _ url: String,
        _ curl: CurlClient,
        _ clock: TestClock,
        token: String
    ) throws -> DigitalOceanProvider {
        try DigitalOceanProvider(
            configuration: DigitalOceanConfiguration(
                token: { Secret(token) },
                installationTag: "moorage-k3v9",
                apiURL: url
            ),
            curl: curl,
            budget: APIBudget(ledger: APIBudgetLedger(requestsPerMinute: 4000), clock: clock.clock),
            clock: clock.clock,
            logger: Logger(label: "test")
        )
    }

    private func withWorld(
        _ faults: [SimulatorFault] = [],
        timings: SimulatorTimings = SimulatorTimings(bootDuration: 30),
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let clock = TestClock()
        var configuration = SimulatorConfiguration(
            tokens: [Secret("t")],
            timings: timings,
            faults: faults,
            now: { Date(timeIntervalSince1970: clock.clock.wall()) }
        )
        configuration.dropletLimit = 100
        configuration.rateLimits.perMinute = 4000
        configuration.readOnlyTokens = [Secret("read")]
        let simulator = DigitalOceanSimulator(configuration: configuration, logger: Logger(label: "simulator"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            let url = "http://127.0.0.1:\(try await simulator.port)"
            let curl = try CurlClient()
            let provider = try Self.provider(url, curl, clock, token: "t")
            try await body(World(provider: provider, clock: clock, url: url, curl: curl))
            group.cancelAll()
        }
    }

    private func intent(_ world: World) async throws -> ServerIntent {
        let plan = try await world.provider.plan(
            ServerRequest(resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50), region: "nyc3")
        )
        var intent = Fixtures.intent()
        intent.plan = plan
        return intent
    }

    private func create(_ world: World) async throws -> ServerReference {
        let intent = try await intent(world)
        try await world.provider.prepare(intent)
        return try await world.provider.createServer(intent, userData: Secret("#cloud-config\n"))
    }

    @Test("take a droplet through its life")
    func life() async throws {
        try await withWorld(timings: SimulatorTimings(bootDuration: 30, removalDelay: 20)) { (world) async throws in
            let reference = try await create(world)
            #expect(try await world.provider.status(of: reference) == .pending)
            world.clock.advance(by: .seconds(31))
            guard case .active(let server) = try await world.provider.status(of: reference) else {
                throw UnexpectedSuccess()
            }
            #expect(server.name == Fixtures.name)
            #expect(server.ipv4?.isEmpty == false)
            #expect(server.ipv6?.isEmpty == false)
            #expect(try await world.provider.servers(named: Fixtures.name) == [server])
            let inventory = try await world.provider.inventory()
            #expect(inventory.map(\.kind) == [.droplet, .firewall])
            #expect(inventory.first?.hourlyCostMicros == 35_714)
            #expect(inventory.first?.tags == ["moorage-k3v9", "moorage-ws:ws7x2k4"])
            let tag = "moorage-ws:ws7x2k4"
            #expect(
                try await world.provider.destroyServers(named: Fixtures.name, id: reference.id, tag: tag) == [server]
            )
            world.clock.advance(by: .seconds(21))
            #expect(try await world.provider.destroyServers(named: Fixtures.name, id: reference.id, tag: tag).isEmpty)
            #expect(try await world.provider.status(of: reference) == .absent)
        }
    }

    @Test("agree on the firewall: a second daemon finds it and changes nothing")
    func firewall() async throws {
        try await withWorld { (world) async throws in
            let intent = try await intent(world)
            try await world.provider.prepare(intent)
            try await world.anotherProvider().prepare(intent)
            let requests = try await world.requests()
            #expect(requests["POST /v2/firewalls"] == 1)
            #expect(requests["POST /v2/account/keys"] == 1)
            #expect(!requests.keys.contains { $0.hasPrefix("PUT ") })
        }
    }

    /// A fault of the create call, what it means, and how many droplets there are afterwards.
    struct Fault: Sendable {
        var kind: SimulatorFault.Kind
        var disposition: ProviderError.Disposition
        var droplets = 0
    }

    private static let createFaults = [
        Fault(kind: .dropBeforeAccept, disposition: .outcomeUnknown),
        Fault(kind: .dropAfterAccept, disposition: .outcomeUnknown, droplets: 1),
        Fault(kind: .errorBeforeAccept, disposition: .outcomeUnknown),
        Fault(kind: .errorAfterAccept, disposition: .outcomeUnknown, droplets: 1),
        Fault(kind: .unavailable, disposition: .outcomeUnknown),
        Fault(kind: .tooManyRequests, disposition: .waitForBudget(.seconds(9))),
        Fault(kind: .limitReached, disposition: .waitForOperator(.capacity)),
    ]

    @Test("agree on what a failed create call means", arguments: createFaults)
    func failedCreation(fault: Fault) async throws {
        try await withWorld([SimulatorFault(fault.kind, seconds: 9)]) { (world) async throws in
            do {
                _ = try await create(world)
                throw UnexpectedSuccess()
            } catch let error as ProviderError {
                #expect(error.disposition == fault.disposition)
            }
            world.clock.advance(by: .seconds(60))
            #expect(try await world.provider.servers(named: Fixtures.name).count == fault.droplets)
        }
    }

    @Test("agree that a droplet which cannot be seen yet is on its way")
    func lateVisibility() async throws {
        try await withWorld([SimulatorFault(.lateVisibility, seconds: 20)]) { (world) async throws in
            let reference = try await create(world)
            #expect(try await world.provider.status(of: reference) == .pending)
            #expect(try await world.provider.servers(named: Fixtures.name).isEmpty)
            world.clock.advance(by: .seconds(60))
            guard case .active = try await world.provider.status(of: reference) else { throw UnexpectedSuccess() }
        }
    }

    @Test("agree on a droplet whose tags come late")
    func lateTags() async throws {
        try await withWorld([SimulatorFault(.lateTags, seconds: 300)]) { (world) async throws in
            let reference = try await create(world)
            #expect(try await world.provider.status(of: reference) == .pending)
            world.clock.advance(by: .seconds(60))
            guard case .active = try await world.provider.status(of: reference) else { throw UnexpectedSuccess() }
            // It runs behind no firewall: the tags are added, and then seen.
            let tags = ["moorage-ws:ws7x2k4"]
            #expect(try await world.provider.confirmTags(tags, of: reference) == false)
            #expect(try await world.requests()["POST /v2/tags/{tag_id}/resources"] == 2)
            world.clock.advance(by: .seconds(300))
            #expect(try await world.provider.confirmTags(tags, of: reference))
            #expect(try await world.requests()["POST /v2/tags/{tag_id}/resources"] == 2)
        }
    }

    @Test("agree on a droplet that was accepted and then could not be placed")
    func acceptedThenGone() async throws {
        try await withWorld([SimulatorFault(.acceptedThenGone)]) { (world) async throws in
            let reference = try await create(world)
            world.clock.advance(by: .seconds(60))
            guard case .failed = try await world.provider.status(of: reference) else { throw UnexpectedSuccess() }
            let left = try await world.provider.destroyServers(named: Fixtures.name, id: reference.id, tag: "x")
            #expect(left.isEmpty)
        }
    }

    @Test("agree on tokens that may not")
    func tokens() async throws {
        try await withWorld { (world) async throws in
            let intent = try await intent(world)
            for token in ["wrong", "read"] {
                let provider = try world.anotherProvider(token: token)
                let error = try await failure { () async throws(ProviderError) in try await provider.prepare(intent) }
                #expect(error.disposition == .waitForOperator(.credentials))
            }
        }
    }

    @Test("agree on DNS records, their change and their removal")
    func dns() async throws {
        try await withWorld { (world) async throws in
            var record = AddressRecord(name: "ws7x2k4.example.com", ipv4: "203.0.113.7", ipv6: "2001:db8::7")
            #expect(try await world.provider.publishAddress(record) == .zoneMissing)
            _ = try await world.send(.post, "/v2/domains", #"{"name":"example.com"}"#)
            let records = "/v2/domains/example.com/records?name=ws7x2k4.example.com"
            let provider = try world.anotherProvider()
            for _ in 0..<2 { #expect(try await provider.publishAddress(record) == .published) }
            let first = try await world.send(.get, records)
            #expect(first.components(separatedBy: #""id""#).count == 3)
            #expect(first.contains("203.0.113.7"))
            #expect(first.contains("2001:db8::7"))

            record.ipv4 = "203.0.113.8"
            record.ipv6 = nil
            #expect(try await provider.publishAddress(record) == .published)
            let second = try await world.send(.get, records)
            #expect(second.components(separatedBy: #""id""#).count == 2)
            #expect(second.contains("203.0.113.8"))

            try await provider.withdrawAddress(of: record.name)
            #expect(try await world.send(.get, records).contains(#""domain_records":[]"#))
        }
    }

    @Test("agree on sizes, regions and images that do not exist")
    func plans() async throws {
        try await withWorld { (world) async throws in
            let requests = [
                ServerRequest(resources: Resources(vcpu: 500, ramGB: 4, storageGB: 50), region: "nyc3"),
                ServerRequest(resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50), region: "atlantis1"),
            ]
            for request in requests {
                let error = try await failure { () async throws(ProviderError) in try await world.provider.plan(request)
                }
                #expect(error.disposition == .permanent)
            }
        }
    }

    /// The aim is four requests for each of a hundred workspaces that come at once; see the design.
    @Test("need less than four requests for each of a hundred droplets with their addresses")
    func requests() async throws {
        try await withWorld { (world) async throws in
            _ = try await world.send(.post, "/v2/domains", #"{"name":"example.com"}"#)
            let before = try await world.requests().values.reduce(0, +)
            let intent = try await intent(world)
            let provider = world.provider
            let references = try await withThrowingTaskGroup(of: ServerReference.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        var intent = intent
                        intent.name = "adim-ws\(10000 + number)"
                        try await provider.prepare(intent)
                        return try await provider.createServer(intent, userData: Secret(""))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // Twelve looks of every droplet, five seconds apart.
            var active: [Server] = []
            for _ in 0..<12 {
                world.clock.advance(by: .seconds(5))
                active = try await withThrowingTaskGroup(of: Server?.self) { group in
                    for reference in references {
                        group.addTask {
                            guard case .active(let server) = try await provider.status(of: reference) else {
                                return nil
                            }
                            return server
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
                }
            }
            #expect(active.count == 100)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for server in active {
                    let record = AddressRecord(
                        name: "\(server.name).example.com",
                        ipv4: server.ipv4 ?? "",
                        ipv6: server.ipv6
                    )
                    group.addTask { _ = try await provider.publishAddress(record) }
                }
                try await group.waitForAll()
            }
            let sent = try await world.requests().values.reduce(0, +) - before
            #expect(sent < 400, "\(sent) requests")
        }
    }
}
