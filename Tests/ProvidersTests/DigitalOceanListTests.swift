import LoopbackHTTP
import Providers
import Testing

private typealias Fixtures = DigitalOceanFixtures

@Suite("Listing droplets")
struct DigitalOceanListTests {
    private static let route = "GET /v2/droplets"

    @Test("reads all pages, drops duplicates, accepts only the exact name, and puts the oldest first")
    func pages() async throws {
        let other = Fixtures.droplet(9, name: Fixtures.name.uppercased())
        try await DigitalOceanHarness.with([
            Self.route: [
                Fixtures.droplets(
                    [Fixtures.droplet(3, createdAt: "2026-11-21T08:00:03Z"), other],
                    next: "https://api.digitalocean.com/v2/droplets?page=2&per_page=200"
                ),
                Fixtures.droplets(
                    [
                        Fixtures.droplet(3, createdAt: "2026-11-21T08:00:03Z"),
                        Fixtures.droplet(7, createdAt: "2026-11-21T08:00:01Z"),
                    ],
                    next: "https://evil.example/v2/droplets?per_page=200&page=3"
                ),
                Fixtures.droplets([Fixtures.droplet(5, createdAt: "2026-11-21T08:00:01Z")]),
            ]
        ]) { (harness) async throws in
            let servers = try await harness.provider.servers(named: Fixtures.name)
            #expect(servers.map(\.id) == ["5", "7", "3"])
            // The host in a link is never contacted: the token stays with the API.
            #expect(
                harness.sent == [
                    "GET /v2/droplets?name=\(Fixtures.name)&per_page=200",
                    "GET /v2/droplets?name=\(Fixtures.name)&per_page=200&page=2",
                    "GET /v2/droplets?name=\(Fixtures.name)&per_page=200&page=3",
                ]
            )
        }
    }

    @Test("selects public addresses by type, not by position")
    func addresses() async throws {
        try await DigitalOceanHarness.with([Self.route: [Fixtures.droplets([Fixtures.droplet(1)])]]) {
            (harness) async throws in
            let server = try #require(try await harness.provider.servers(named: Fixtures.name).first)
            #expect(server.ipv4 == "203.0.113.7")
            #expect(server.ipv6 == "2001:db8::7")
            #expect(server.createdAt == 1_795_248_000)
        }
    }

    @Test("does not follow a cycle of pages", arguments: ["page=1", "page=2", "per_page=200", "page=99999"])
    func circles(query: String) async throws {
        let link = "https://api.digitalocean.com/v2/droplets?\(query)"
        try await DigitalOceanHarness.with([
            Self.route: [
                Fixtures.droplets([], next: "https://api.digitalocean.com/v2/droplets?page=2"),
                Fixtures.droplets([], next: link),
            ]
        ]) { (harness) async throws in
            let servers = try? await harness.provider.servers(named: Fixtures.name)
            #expect(servers == (query == "per_page=200" ? [] : nil))
            #expect(harness.sent.count == 2)
        }
    }

    @Test("may be retried when it fails", arguments: [LoopbackReply.badGateway, .close, .json(200, "[]")])
    func failures(reply: LoopbackReply) async throws {
        try await DigitalOceanHarness.with([Self.route: [reply]]) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.servers(named: Fixtures.name)
            }
            #expect(error.disposition == .transient(retryAfter: nil))
        }
    }

    @Test("for the sweep contains everything with our tag or a name of ours, with its price, and the firewall")
    func inventory() async throws {
        let lost = Fixtures.droplet(3, createdAt: "2026-11-21T09:00:00Z")
            .replacing(#""tags":["moorage-k3v9"]"#, with: #""tags":[]"#)
            .replacing(#""size":{}"#, with: #""size":{"price_hourly":0.03571}"#)
        let foreign = Fixtures.droplet(4, name: "adim-ws7x2k4-other1-g1-a1b2c3")
            .replacing(#""tags":["moorage-k3v9"]"#, with: #""tags":["moorage-other1"]"#)
        let firewalls = """
            {"firewalls":[{"id":"fw-0","name":"other"},{"id":"fw-1","name":"moorage-k3v9","tags":["moorage-k3v9"]}],
            "links":{},"meta":{"total":2}}
            """
        try await DigitalOceanHarness.with([
            Self.route: [Fixtures.droplets([lost, foreign, Fixtures.droplet(1, name: "renamed")])],
            "GET /v2/firewalls": [.json(200, firewalls)],
        ]) { (harness) async throws in
            let inventory = try await harness.provider.inventory()
            #expect(inventory.map(\.id) == ["1", "3", "fw-1"])
            #expect(inventory.map(\.kind) == [.server, .server, .firewall])
            #expect(inventory.map(\.hourlyCostMicros) == [0, 35_710, 0])
            #expect(inventory[1].name == Fixtures.name)
            #expect(inventory[1].size == "s-2vcpu-4gb")
            #expect(inventory[1].tags == [])
            #expect(inventory[1].createdAt == 1_795_251_600)
            #expect(harness.sent == ["GET /v2/droplets?per_page=200", "GET /v2/firewalls?per_page=200"])
        }
    }
}
