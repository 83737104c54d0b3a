import LoopbackHTTP
import Providers
import Testing

private typealias Fixtures = DigitalOceanFixtures

@Suite("Destroying droplets")
struct DigitalOceanDestroyTests {
    private static let list = "GET /v2/droplets"
    private static let nothing = Fixtures.droplets([])

    /// The numbers of those that were still found.
    private func destroy(_ harness: DigitalOceanHarness, id: String?) async throws -> [String] {
        try await harness.provider.destroyServers(named: Fixtures.name, id: id, tag: "workspace-ws7x2k4").map(\.id)
    }

    @Test("removes every droplet with the name and the one with the number, and is done when nothing is found")
    func untilGone() async throws {
        try await DigitalOceanHarness.with([
            Self.list: [
                Fixtures.droplets([Fixtures.droplet(5), Fixtures.droplet(6), Fixtures.droplet(9, name: "other")]),
                Self.nothing,
            ],
            "GET /v2/droplets/7": [Fixtures.oneDroplet(Fixtures.droplet(7, name: "renamed")), .notFound],
            "DELETE /v2/droplets/5": [.done], "DELETE /v2/droplets/6": [.notFound], "DELETE /v2/droplets/7": [.done],
        ]) { (harness) async throws in
            #expect(try await destroy(harness, id: "7") == ["5", "6", "7"])
            #expect(
                harness.sent.filter { $0.hasPrefix("DELETE") } == [
                    "DELETE /v2/droplets/5", "DELETE /v2/droplets/6", "DELETE /v2/droplets/7",
                ]
            )
            #expect(try await destroy(harness, id: "7").isEmpty)
            #expect(harness.sent.filter { $0.hasPrefix("DELETE") }.count == 3)
        }
    }

    @Test("is not done while a lookup by number still finds it")
    func stillThere() async throws {
        try await DigitalOceanHarness.with([
            Self.list: [Self.nothing], "GET /v2/droplets/7": [Fixtures.oneDroplet(Fixtures.droplet(7))],
            "DELETE /v2/droplets/7": [.done],
        ]) { (harness) async throws in
            #expect(try await destroy(harness, id: "7") == ["7"])
        }
    }

    @Test("is not done while a list by tag still finds the name, and leaves others with only the tag")
    func stillTagged() async throws {
        let byTag = Fixtures.droplets([Fixtures.droplet(5), Fixtures.droplet(9, name: "other")])
        try await DigitalOceanHarness.with([
            Self.list: [Self.nothing, byTag, Self.nothing, Self.nothing], "DELETE /v2/droplets/5": [.done],
        ]) { (harness) async throws in
            #expect(try await destroy(harness, id: nil) == ["5"])
            #expect(
                harness.sent == [
                    "GET /v2/droplets?name=\(Fixtures.name)&per_page=200",
                    "GET /v2/droplets?tag_name=workspace-ws7x2k4&per_page=200", "DELETE /v2/droplets/5",
                ]
            )
            #expect(try await destroy(harness, id: nil).isEmpty)
        }
    }

    @Test(
        "of surplus ones requests only those, even if the list lacks one, and returns the remaining ones with the name"
    )
    func surplus() async throws {
        try await DigitalOceanHarness.with([
            Self.list: [Fixtures.droplets([Fixtures.droplet(5), Fixtures.droplet(6)])],
            "GET /v2/droplets/7": [Fixtures.oneDroplet(Fixtures.droplet(7)), .notFound],
            "DELETE /v2/droplets/6": [.done], "DELETE /v2/droplets/7": [.done],
        ]) { (harness) async throws in
            let left = try await harness.provider.destroyServers(["6", "7"], named: Fixtures.name)
            #expect(left.map(\.id) == ["5", "6", "7"])
            #expect(
                harness.sent.filter { $0.hasPrefix("DELETE") } == ["DELETE /v2/droplets/6", "DELETE /v2/droplets/7"]
            )
        }
    }

    @Test("without a number uses the name and the tag")
    func withoutNumber() async throws {
        try await DigitalOceanHarness.with([Self.list: [Self.nothing]]) { (harness) async throws in
            #expect(try await destroy(harness, id: nil).isEmpty)
            #expect(harness.sent.count == 2)
        }
    }

    @Test("continues when an event is pending on the droplet")
    func pendingEvent() async throws {
        try await DigitalOceanHarness.with([
            Self.list: [Fixtures.droplets([Fixtures.droplet(5)])],
            "DELETE /v2/droplets/5": [.error(422, "unprocessable_entity", "Droplet already has a pending event.")],
        ]) { (harness) async throws in
            #expect(try await destroy(harness, id: nil) == ["5"])
        }
    }

    @Test("requests all removals before it reports that one failed")
    func oneFails() async throws {
        try await DigitalOceanHarness.with([
            Self.list: [Fixtures.droplets([Fixtures.droplet(5), Fixtures.droplet(6)])],
            "DELETE /v2/droplets/5": [.badGateway], "DELETE /v2/droplets/6": [.done],
        ]) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.destroyServers(named: Fixtures.name, id: nil, tag: "t")
            }
            #expect(error.disposition == .transient(retryAfter: nil))
            #expect(harness.requests("DELETE /v2/droplets/6").count == 1)
        }
    }

    @Test("has a reserved part of the budget")
    func reserve() async throws {
        try await DigitalOceanHarness.with(
            [Self.list: [Self.nothing]],
            limits: APIBudgetLimits(perMinute: 20, perHour: 1000)
        ) { (harness) async throws in
            var created = 0
            while (try? await harness.provider.servers(named: Fixtures.name)) != nil { created += 1 }
            #expect(created == 17)
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.servers(named: Fixtures.name)
            }
            guard case .waitForBudget = error.disposition else { throw error }
            #expect(try await destroy(harness, id: nil).isEmpty)
            #expect(await harness.budget.remaining() == APIBudgetRemaining(minute: 1, hour: 981))
        }
    }
}
