import Foundation
import LoopbackHTTP
import Testing
import Workspaces

@testable import Providers

private typealias Fixtures = DigitalOceanFixtures

@Suite("Creating a droplet")
struct DigitalOceanCreateTests {
    private static let route = "POST /v2/droplets"

    @Test("contains everything from the intent and the configuration, and nothing else")
    func body() async throws {
        try await DigitalOceanHarness.with([
            Fixtures.keyRoute: [Fixtures.key], Self.route: [Fixtures.created(3_164_444)],
        ]) {
            (harness) async throws in
            let reference = try await harness.provider.createServer(
                Fixtures.intent(),
                userData: Secret("#cloud-config\n")
            )
            #expect(
                reference
                    == ServerReference(id: "3164444", name: Fixtures.name, createActionID: "18451905710")
            )
            let request = try #require(harness.requests(Self.route).first)
            #expect(request.headers["authorization"] == "Bearer dop_v1_test")
            #expect(request.headers["content-type"] == "application/json")
            let sent = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? NSDictionary)
            let expected: NSDictionary = [
                "name": Fixtures.name, "region": "nyc3", "size": "s-2vcpu-4gb", "image": "debian-12-x64",
                "ssh_keys": [Fixtures.fingerprint], "tags": ["moorage-k3v9", "moorage-ws:ws7x2k4"],
                "user_data": "#cloud-config\n", "ipv6": true, "monitoring": true, "backups": false,
                "with_droplet_agent": false,
            ]
            #expect(sent == expected)
        }
    }

    @Test("identifies a snapshot by its number, and a VPC and backups if configured")
    func options() async throws {
        try await DigitalOceanHarness.with(
            [Fixtures.keyRoute: [Fixtures.key], Self.route: [Fixtures.created(1)]],
            configure: {
                $0.vpcUUID = "760e09ef-dc84-11e8-981e-3cfdfeaae000"
                $0.backups = true
                $0.ipv6 = false
            }
        ) { (harness) async throws in
            _ = try await harness.provider.createServer(
                Fixtures.intent(tags: ["moorage-k3v9"], image: "172001122"),
                userData: Secret("")
            )
            let text = try #require(harness.requests(Self.route).first?.text)
            #expect(text.contains(#""image":172001122,"#))
            #expect(text.contains(#""vpc_uuid":"760e09ef-dc84-11e8-981e-3cfdfeaae000""#))
            #expect(text.contains(#""backups":true"#))
            #expect(text.contains(#""ipv6":false"#))
            #expect(text.contains(#""tags":["moorage-k3v9"]"#))
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reply: LoopbackReply
        var disposition: ProviderError.Disposition
        /// A part of the message.
        var says: String

        init(_ description: String, _ reply: LoopbackReply, _ disposition: ProviderError.Disposition, says: String) {
            testDescription = description
            self.reply = reply
            self.disposition = disposition
            self.says = says
        }
    }

    private static func refused(_ message: String) -> LoopbackReply {
        .error(422, "unprocessable_entity", message)
    }

    static let refusals: [Case] = [
        Case(
            "401",
            .error(401, "unauthorized", "Unable to authenticate you"),
            .waitForOperator(.credentials),
            says: "DIGITALOCEAN_TOKEN"
        ),
        Case(
            "403",
            .error(403, "forbidden", "You are missing droplet:create"),
            .waitForOperator(.credentials),
            says: "droplet:create"
        ),
        Case(
            "droplet limit",
            refused("creating this/these droplet(s) will exceed your droplet limit"),
            .waitForOperator(.capacity),
            says: "droplet limit"
        ),
        Case(
            "size sold out",
            refused("Size is not available in this region."),
            .waitForOperator(.capacity),
            says: "Size is not available"
        ),
        Case("region full", refused("Region is not available"), .waitForOperator(.capacity), says: "Region"),
        Case(
            "capacity with alternatives",
            .json(
                422,
                #"{"id":"unprocessable_entity","message":"Try another one.","error_attributes":{"available_regions":["fra1","ams3"]}}"#
            ),
            .waitForOperator(.capacity),
            says: "fra1, ams3"
        ),
        Case(
            "pending event",
            refused("Droplet already has a pending event."),
            .transient(retryAfter: nil),
            says: "pending event"
        ),
        Case(
            "wrong image",
            refused("You specified an invalid image for Droplet creation."),
            .permanent,
            says: "invalid image"
        ),
        Case("400", .error(400, "bad_request", "error parsing request body"), .permanent, says: "parsing"),
        Case("404", .notFound, .permanent, says: "404 not_found"),
        Case(
            "burst",
            .error(429, "too_many_requests", "API Rate limit exceeded.", headers: [("Retry-After", "17")]),
            .waitForBudget(.seconds(17)),
            says: "429"
        ),
        Case(
            "hour's limit",
            .error(
                429,
                "too_many_requests",
                "API Rate limit exceeded.",
                headers: [("RateLimit-Reset", "\(Int(TestClock.start) + 40)")]
            ),
            .waitForBudget(.seconds(40)),
            says: "429"
        ),
        Case(
            "absurd wait",
            .error(429, "too_many_requests", "x", headers: [("retry-after", "864000")]),
            .waitForBudget(.seconds(900)),
            says: "429"
        ),
        Case(
            "redirect",
            .response(status: 301, headers: [("Location", "/")], body: []),
            .transient(retryAfter: nil),
            says: "301"
        ),
        Case("500", .error(500, "server_error", "Unexpected server-side error"), .outcomeUnknown, says: "unknown"),
        Case("503", .error(503, "service_unavailable", "Down"), .outcomeUnknown, says: "unknown"),
        Case("HTML from the edge", .badGateway, .outcomeUnknown, says: "502"),
        Case("408", .error(408, "timeout", "Too slow"), .outcomeUnknown, says: "408"),
        Case("accepted, but unreadable", .json(202, "{"), .outcomeUnknown, says: "unreadable body"),
        Case("accepted, without a droplet", .json(202, #"{"links":{}}"#), .outcomeUnknown, says: "unreadable body"),
        Case(
            "accepted, then cut off",
            .bytesThenClose(Array("HTTP/1.1 202 Accepted\r\nContent-Length: 900\r\n\r\n{".utf8)),
            .outcomeUnknown,
            says: "unknown"
        ),
        Case("reply lost after accepting", .close, .outcomeUnknown, says: "unknown"),
    ]

    @Test("is sent exactly once, whatever the answer", arguments: refusals)
    func once(expected: Case) async throws {
        try await DigitalOceanHarness.with([Fixtures.keyRoute: [Fixtures.key], Self.route: [expected.reply]]) {
            (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.createServer(Fixtures.intent(), userData: Secret("sentinel"))
            }
            #expect(error.disposition == expected.disposition)
            #expect(error.message.contains(expected.says))
            #expect(!error.message.contains("dop_v1_test"))
            #expect(harness.requests(Self.route).count == 1)
        }
    }

    @Test("may be tried again when nothing listens")
    func unreachable() async throws {
        try await DigitalOceanHarness.with([Fixtures.keyRoute: [Fixtures.key]]) { (harness) async throws in
            _ = try await harness.provider.registeredKey(Fixtures.publicKey)
            harness.server.stop()
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.createServer(Fixtures.intent(), userData: Secret(""))
            }
            #expect(error.disposition == .transient(retryAfter: nil))
        }
    }

    @Test("registers the key again after it has left the account")
    func lostKey() async throws {
        let refusal = Self.refused("\(Fixtures.fingerprint) are invalid key identifiers for Droplet creation.")
        try await DigitalOceanHarness.with([
            Fixtures.keyRoute: [Fixtures.key, .notFound], "POST /v2/account/keys": [Fixtures.key],
            Self.route: [refusal, Fixtures.created(1)],
        ]) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.createServer(Fixtures.intent(), userData: Secret(""))
            }
            #expect(error.disposition == .transient(retryAfter: nil))
            _ = try await harness.provider.createServer(Fixtures.intent(), userData: Secret(""))
            #expect(harness.requests("POST /v2/account/keys").count == 1)
        }
    }

    @Test("passes on the id for DigitalOcean's support")
    func requestID() async throws {
        try await DigitalOceanHarness.with([
            Fixtures.keyRoute: [Fixtures.key],
            Self.route: [
                .json(
                    400,
                    #"{"id":"bad_request","message":"no","request_id":"from-body"}"#,
                    headers: [("X-Request-Id", "from-header")]
                )
            ],
        ]) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.createServer(Fixtures.intent(), userData: Secret(""))
            }
            #expect(error.requestID == "from-header")
        }
    }

    static let unsendable: [(ServerIntent, String, String)] = [
        (Fixtures.intent(name: "adim_ws7x2k4"), "", "host name"),
        (Fixtures.intent(name: "-adim"), "", "host name"),
        (Fixtures.intent(name: String(repeating: "a", count: 64)), "", "host name"),
        (Fixtures.intent(tags: ["Upper"]), "", "tag"),
        (Fixtures.intent(tags: ["a.b"]), "", "tag"),
        (Fixtures.intent(), "caf\u{e9}", "ASCII"),
        (Fixtures.intent(), "\u{1F6A2}", "ASCII"),
        (Fixtures.intent(), String(repeating: "x", count: 64 * 1024 + 1), "65537 bytes"),
    ]

    @Test("is refused without a request if the API would misunderstand it", arguments: unsendable)
    func refusedHere(intent: ServerIntent, userData: String, says: String) async throws {
        try await DigitalOceanHarness.with { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.createServer(intent, userData: Secret(userData))
            }
            #expect(error.disposition == .permanent)
            #expect(error.message.contains(says))
            #expect(harness.sent.isEmpty)
        }
    }

    @Test("accepts user data of exactly 64 KiB")
    func largestUserData() async throws {
        try await DigitalOceanHarness.with([Fixtures.keyRoute: [Fixtures.key], Self.route: [Fixtures.created(1)]]) {
            (harness) async throws in
            let userData = String(repeating: "x", count: 64 * 1024)
            _ = try await harness.provider.createServer(Fixtures.intent(), userData: Secret(userData))
            #expect(harness.requests(Self.route).first?.text.contains(userData) == true)
        }
    }
}
