import Foundation
import LoopbackHTTP
import Testing
import Workspaces

@testable import Providers

private typealias Fixtures = DigitalOceanFixtures

@Suite("Preparing the account")
struct DigitalOceanPreparationTests {
    private static let tags = "POST /v2/tags"
    private static let tag = LoopbackReply.json(201, #"{"tag":{"name":"moorage-k3v9","resources":{"count":0}}}"#)
    private static let list = "GET /v2/firewalls"
    private static let create = "POST /v2/firewalls"
    private static let change = "PUT /v2/firewalls/fw-1"
    private static let made = LoopbackReply.json(
        202,
        #"{"firewall":{"id":"fw-1","name":"moorage-k3v9","status":"waiting"}}"#
    )
    private static let look = "GET /v2/firewalls/fw-1"
    private static let nothing = LoopbackReply.json(200, #"{"firewalls":[],"links":{},"meta":{"total":0}}"#)

    /// A firewall as the API returns it: `0` for all ports, addresses in its own order.
    private static func firewall(
        ssh: String = #""addresses":["::/0","0.0.0.0/0"]"#,
        tags: String = #""moorage-k3v9""#,
        name: String = "moorage-k3v9"
    ) -> LoopbackReply {
        let all = #"{"addresses":["0.0.0.0/0","::/0"]}"#
        return .json(
            200,
            """
            {"firewalls":[{"id":"fw-0","name":"other","inbound_rules":null,"outbound_rules":[]},
            {"id":"fw-1","name":"\(name)","status":"succeeded","created_at":"2026-11-21T00:00:00Z","pending_changes":[],
            "inbound_rules":[{"protocol":"tcp","ports":"22","sources":{\(ssh)}},{"protocol":"tcp","ports":"443","sources":\(all)},
            {"protocol":"tcp","ports":"80","sources":\(all)}],
            "outbound_rules":[{"protocol":"icmp","ports":"0","destinations":\(all)},{"protocol":"tcp","ports":"all","destinations":\(all)},
            {"protocol":"udp","ports":"1-65535","destinations":\(all)}],
            "droplet_ids":[4711],"tags":[\(tags)]}],"links":{},"meta":{"total":2}}
            """
        )
    }

    private static func state(_ status: String, pending: String = "") -> LoopbackReply {
        .json(
            200,
            #"{"firewall":{"id":"fw-1","name":"moorage-k3v9","status":"\#(status)","pending_changes":[\#(pending)]}}"#
        )
    }

    private static func routes(_ changes: [String: [LoopbackReply]]) -> [String: [LoopbackReply]] {
        [
            Fixtures.keyRoute: [Fixtures.key], tags: [tag], list: [nothing], create: [made], change: [made],
            look: [state("succeeded")],
        ].merging(
            changes
        ) { $1 }
    }

    private func json(_ request: LoopbackRequest?) throws -> NSDictionary {
        let body = try #require(request?.body)
        return try #require(try JSONSerialization.jsonObject(with: Data(body)) as? NSDictionary)
    }

    @Test("identifies a key by its MD5 fingerprint")
    func fingerprint() throws {
        #expect(try DigitalOceanProvider.fingerprint(of: Fixtures.publicKey) == Fixtures.fingerprint)
        for text in ["", "ssh-ed25519", "ssh-ed25519 !!!"] {
            #expect(throws: ProviderError.self) { try DigitalOceanProvider.fingerprint(of: text) }
        }
    }

    @Test("looks up the key, then creates the tag and the firewall, each only once")
    func fromNothing() async throws {
        try await DigitalOceanHarness.with(Self.routes([:])) { (harness) async throws in
            try await harness.provider.prepare(Fixtures.intent())
            try await harness.provider.prepare(Fixtures.intent(name: "adim-ws0000000"))
            #expect(
                harness.sent == [
                    Fixtures.keyRoute, Self.tags, Self.list + "?per_page=200", Self.create, Self.look,
                ]
            )
            #expect(try json(harness.requests(Self.tags).first) == ["name": "moorage-k3v9"])
            let all: [String: [String]] = ["addresses": ["0.0.0.0/0", "::/0"]]
            let expected: NSDictionary = [
                "name": "moorage-k3v9", "tags": ["moorage-k3v9"],
                "inbound_rules": ["80", "443", "22"].map {
                    ["protocol": "tcp", "ports": $0, "sources": all] as NSDictionary
                },
                "outbound_rules": ["tcp", "udp", "icmp"].map {
                    ["protocol": $0, "ports": "0", "destinations": all] as NSDictionary
                },
            ]
            #expect(try json(harness.requests(Self.create).first) == expected)
            harness.clock.advance(by: .seconds(3600))
            try await harness.provider.prepare(Fixtures.intent())
            #expect(harness.sent.count == 10)
        }
    }

    @Test("leaves a correct firewall alone, whatever its spelling")
    func unchanged() async throws {
        try await DigitalOceanHarness.with(Self.routes([Self.list: [Self.firewall()]])) { (harness) async throws in
            try await harness.provider.prepare(Fixtures.intent())
            #expect(harness.sent.last == Self.list + "?per_page=200")
        }
    }

    @Test(
        "changes a firewall that differs, and keeps attachments by people",
        arguments: [
            firewall(ssh: #""addresses":["198.51.100.0/24"]"#),
            firewall(ssh: #""addresses":["0.0.0.0/0","::/0"],"tags":["bastion"]"#),
            firewall(tags: #""theirs""#),
        ]
    )
    func changed(found: LoopbackReply) async throws {
        try await DigitalOceanHarness.with(Self.routes([Self.list: [found]])) { (harness) async throws in
            try await harness.provider.prepare(Fixtures.intent())
            let sent = try json(harness.requests(Self.change).first)
            #expect(sent["droplet_ids"] as? [Int] == [4711])
            #expect((sent["tags"] as? [String])?.last == "moorage-k3v9")
            #expect(sent["id"] == nil)
        }
    }

    @Test("opens the SSH port to the configured sources")
    func sources() async throws {
        try await DigitalOceanHarness.with(
            Self.routes([:]),
            configure: {
                $0.sshSources = ["203.0.113.0/24", "2001:db8::/32"]
                $0.sshPort = Port(rawValue: 2222)
            }
        ) { (harness) async throws in
            try await harness.provider.prepare(Fixtures.intent())
            let text = try #require(harness.requests(Self.create).first?.text)
            #expect(
                text.contains(
                    #"{"ports":"2222","protocol":"tcp","sources":{"addresses":["203.0.113.0/24","2001:db8::/32"]}}"#
                )
            )
        }
    }

    @Test("waits until a changed firewall is in force, but not forever", arguments: [true, false])
    func inForce(comes: Bool) async throws {
        let change = #"{"droplet_id":4711,"removing":false,"status":"waiting"}"#
        let states = [Self.state("waiting"), Self.state("succeeded", pending: change)]
        let routes = Self.routes([Self.look: states + (comes ? [Self.state("succeeded")] : [])])
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            for _ in 0..<2 {
                let error = try await failure { () async throws(ProviderError) in
                    try await harness.provider.prepare(Fixtures.intent())
                }
                #expect(error.disposition == .transient(retryAfter: .seconds(3)))
                harness.clock.advance(by: .seconds(3))
            }
            if !comes { harness.clock.advance(by: .seconds(60)) }
            try await harness.provider.prepare(Fixtures.intent())
            try await harness.provider.prepare(Fixtures.intent(name: "adim-ws0000000"))
            #expect(harness.requests(Self.look).count == (comes ? 3 : 2))
            #expect(harness.requests(Self.create).count == 1)
        }
    }

    @Test("accepts a tag that already exists, however the API says so", arguments: [400, 409, 422])
    func existingTag(status: Int) async throws {
        let refusal = LoopbackReply.error(status, "conflict", "Tag already exists")
        try await DigitalOceanHarness.with(Self.routes([Self.tags: [refusal]])) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.prepare(Fixtures.intent())
            }
            #expect(error.message.contains("already exists"), "it is not there: the refusal means something else")
            harness.script("GET /v2/tags/moorage-k3v9", .json(200, #"{"tag":{"name":"moorage-k3v9"}}"#))
            try await harness.provider.prepare(Fixtures.intent())
        }
    }

    @Test("adopts the firewall of a faster daemon")
    func race() async throws {
        let routes = Self.routes([
            Self.list: [Self.nothing, Self.firewall(tags: "")],
            Self.create: [.error(409, "conflict", "duplicate name")],
        ])
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            try await harness.provider.prepare(Fixtures.intent())
            #expect(harness.requests(Self.change).count == 1)
        }
    }

    @Test("registers a key that the account lacks")
    func newKey() async throws {
        let routes = Self.routes([Fixtures.keyRoute: [.notFound], "POST /v2/account/keys": [Fixtures.key]])
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            try await harness.provider.prepare(Fixtures.intent())
            let expected: NSDictionary = ["name": "moorage \(Fixtures.fingerprint)", "public_key": Fixtures.publicKey]
            #expect(try json(harness.requests("POST /v2/account/keys").first) == expected)
        }
    }

    @Test("treats a key in use as registered if it can be looked up")
    func keyInUse() async throws {
        let inUse = LoopbackReply.error(422, "unprocessable_entity", "SSH Key is already in use on your account")
        let faster = Self.routes([Fixtures.keyRoute: [.notFound, Fixtures.key], "POST /v2/account/keys": [inUse]])
        try await DigitalOceanHarness.with(faster) { (harness) async throws in
            try await harness.provider.prepare(Fixtures.intent())
        }
        let never = Self.routes([Fixtures.keyRoute: [.notFound], "POST /v2/account/keys": [inUse]])
        try await DigitalOceanHarness.with(never) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.prepare(Fixtures.intent())
            }
            #expect(error.message.contains("already in use"))
        }
    }

    @Test("may be retried after a failure, and checks before it creates", arguments: [tags, list, create])
    func failures(route: String) async throws {
        try await DigitalOceanHarness.with(Self.routes([route: [.badGateway]])) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.prepare(Fixtures.intent())
            }
            #expect(error.disposition == .transient(retryAfter: nil))
            harness.script(route, route == Self.list ? Self.firewall() : Self.made)
            harness.script(Self.list, Self.firewall())
            try await harness.provider.prepare(Fixtures.intent())
        }
    }

    @Test("is impossible with an invalid configuration")
    func configuration() async throws {
        let changes: [(inout DigitalOceanConfiguration) -> Void] = [
            { $0.installationTag = "Moorage" }, { $0.installationTag = "" }, { $0.installationTag = "a_b" },
            { $0.sshSources = ["203.0.113.0/33"] }, { $0.sshSources = ["office"] },
            { $0.sshSources = ["2001:db8::/129"] },
            { $0.image = "" },
        ]
        for change in changes {
            await #expect(throws: ProviderError.self) {
                try await DigitalOceanHarness.with(configure: change) { (_) async throws in }
            }
        }
    }
}
