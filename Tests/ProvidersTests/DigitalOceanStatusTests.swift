import LoopbackHTTP
import Testing

@testable import Providers

private typealias Fixtures = DigitalOceanFixtures

@Suite("The status of a created droplet")
struct DigitalOceanStatusTests {
    private static let list = "GET /v2/droplets"
    private static let one = "GET /v2/droplets/7"
    private static let action = "GET /v2/actions/18451905710"
    private static let reference = ServerReference(id: "7", name: Fixtures.name, createActionID: "18451905710")
    private static let server = Server(
        id: "7",
        name: Fixtures.name,
        ipv4: "203.0.113.7",
        ipv6: "2001:db8::7",
        createdAt: 1_795_248_000
    )

    private func status(_ routes: [String: [LoopbackReply]], action: Bool = true) async throws -> ServerStatus {
        var status: ServerStatus?
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            var reference = Self.reference
            if !action { reference.createActionID = nil }
            status = try await harness.provider.status(of: reference)
        }
        return try #require(status)
    }

    @Test("follows the list by tag")
    func listed() async throws {
        let cases: [(String, ServerStatus)] = [
            (Fixtures.droplet(7), .active(Self.server)),
            (Fixtures.droplet(7, addresses: false), .pending),
            (Fixtures.droplet(7, status: "new", addresses: false), .pending),
            (Fixtures.droplet(7, status: "off"), .off(Self.server)),
            (Fixtures.droplet(7, status: "unheard-of"), .pending),
        ]
        for (droplet, expected) in cases {
            #expect(try await status([Self.list: [Fixtures.droplets([droplet])]]) == expected)
        }
    }

    @Test("is decided by the create action while the droplet is not listed")
    func unlisted() async throws {
        let nothing = Fixtures.droplets([])
        #expect(try await status([Self.list: [nothing], Self.action: [Fixtures.action("in-progress")]]) == .pending)
        #expect(try await status([Self.list: [nothing], Self.action: [Fixtures.action("completed")]]) == .absent)
        #expect(
            try await status([
                Self.list: [nothing], Self.action: [Fixtures.action("completed")],
                Self.one: [Fixtures.oneDroplet(Fixtures.droplet(7))],
            ]) == .active(Self.server)
        )
        guard
            case .failed(let reason) = try await status([
                Self.list: [nothing], Self.action: [Fixtures.action("errored")],
            ])
        else { throw UnexpectedSuccess() }
        #expect(reason.contains(Fixtures.name))
    }

    @Test("needs no action for a droplet that was found by its name")
    func adopted() async throws {
        let nothing = Fixtures.droplets([])
        #expect(try await status([Self.list: [nothing]], action: false) == .absent)
        #expect(
            try await status(
                [Self.list: [nothing], Self.one: [Fixtures.oneDroplet(Fixtures.droplet(7))]],
                action: false
            )
                == .active(Self.server)
        )
    }

    @Test("is not absent while a list by name still shows it")
    func listedByName() async throws {
        let routes = [Self.list: [Fixtures.droplets([]), Fixtures.droplets([Fixtures.droplet(7)])]]
        #expect(try await status(routes, action: false) == .active(Self.server))
    }

    @Test("of a hundred droplets takes one request within some seconds, and another after them")
    func shared() async throws {
        let all = (1...100).map { Fixtures.droplet(Int64($0)) }
        try await DigitalOceanHarness.with([Self.list: [Fixtures.droplets(all)]]) { (harness) async throws in
            let provider = harness.provider
            try await withThrowingTaskGroup(of: ServerStatus.self) { group in
                for id in 1...100 {
                    group.addTask {
                        try await provider.status(
                            of: ServerReference(id: "\(id)", name: Fixtures.name, createActionID: nil)
                        )
                    }
                }
                for try await status in group {
                    guard case .active = status else { throw UnexpectedSuccess() }
                }
            }
            #expect(harness.sent == ["GET /v2/droplets?tag_name=moorage-k3v9&per_page=200"])
            harness.clock.advance(by: .seconds(3))
            _ = try await provider.status(of: Self.reference)
            #expect(harness.sent.count == 2)
        }
    }

    @Test("of a droplet that stays new is decided by its action")
    func staysNew() async throws {
        let new = Fixtures.droplets([
            Fixtures.droplet(7, status: "new", addresses: false, createdAt: "2026-09-21T00:00:00Z")
        ])
        #expect(try await status([Self.list: [new], Self.action: [Fixtures.action("in-progress")]]) == .pending)
        guard case .failed = try await status([Self.list: [new], Self.action: [Fixtures.action("errored")]]) else {
            throw UnexpectedSuccess()
        }
    }

    @Test("of few in an account with many pages is queried by number")
    func manyPages() async throws {
        let all = Fixtures.droplets((1...401).map { Fixtures.droplet(Int64($0)) })
        try await DigitalOceanHarness.with([
            Self.list: [all, Fixtures.droplets([])],
            Self.one: [Fixtures.oneDroplet(Fixtures.droplet(7)), .notFound],
            Self.action: [Fixtures.action("in-progress"), Fixtures.action("completed")],
        ]) { (harness) async throws in
            #expect(try await harness.provider.status(of: Self.reference) == .active(Self.server))
            #expect(try await harness.provider.status(of: Self.reference) == .active(Self.server))
            #expect(try await harness.provider.status(of: Self.reference) == .pending)
            harness.clock.advance(by: .seconds(15))
            #expect(try await harness.provider.status(of: Self.reference) == .absent)
            #expect(
                harness.server.requests.map(\.path) == [
                    "/v2/droplets", "/v2/droplets/7", "/v2/droplets/7", "/v2/actions/18451905710", "/v2/droplets/7",
                    "/v2/actions/18451905710", "/v2/droplets",
                ]
            )
        }
    }

    @Test("is looked up where it takes fewer requests")
    func pollPlan() {
        var plan = DigitalOceanPollPlan()
        func ask(_ id: Int64, at seconds: Int) -> Bool { plan.usesList(for: id, at: .seconds(seconds)) }
        #expect(ask(1, at: 0))
        plan.listed(401)
        #expect(ask(1, at: 0) == false)
        #expect(ask(2, at: 1) == false)
        #expect(ask(3, at: 2), "three pages for three droplets")
        #expect(ask(3, at: 31) == false, "the others do not wait any more")
        plan.listed(200)
        #expect(ask(3, at: 31))
    }

    @Test("fails for all waiting callers, and is requested again when the next list is due")
    func failureIsNotKept() async throws {
        try await DigitalOceanHarness.with([Self.list: [.badGateway, Fixtures.droplets([Fixtures.droplet(7)])]]) {
            (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.status(of: Self.reference)
            }
            #expect(error.disposition == .transient(retryAfter: nil))
            #expect(try await harness.provider.status(of: Self.reference) == .pending)
            harness.clock.advance(by: .seconds(3))
            #expect(try await harness.provider.status(of: Self.reference) == .active(Self.server))
        }
    }
}
