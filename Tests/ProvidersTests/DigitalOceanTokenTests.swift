import LoopbackHTTP
import Providers
import Synchronization
import Testing
import Workspaces

@Suite("The API token")
struct DigitalOceanTokenTests {
    private static let account = LoopbackReply.json(
        200,
        #"{"account":{"droplet_limit":25,"status":"active","status_message":""}}"#
    )
    private static let route = "GET /v2/account"

    @Test("is read before every request, so that a replaced one counts immediately")
    func replaced() async throws {
        let tokens = Mutex(["one", " two\n"])
        let next: @Sendable () -> Secret<String>? = { tokens.withLock { Secret($0.removeFirst()) } }
        try await DigitalOceanHarness.with([Self.route: [Self.account]], configure: { $0.token = next }) {
            (harness) async throws in
            let account = try await harness.provider.account()
            #expect(account.dropletLimit == 25)
            _ = try await harness.provider.account()
            #expect(harness.server.requests.map { $0.headers["authorization"] } == ["Bearer one", "Bearer two"])
        }
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let description = "/etc/token: permission denied"
    }

    enum Unusable: String, CaseIterable, Sendable {
        case absent = "DIGITALOCEAN_TOKEN"
        case blank = "DIGITALOCEAN_TOKEN_FILE"
        case malformed = "another invalid character"
        case unreadable = "permission denied"

        @Sendable func token() throws -> Secret<String>? {
            switch self {
            case .absent: nil
            case .blank: Secret(" \n")
            case .malformed: Secret("a b")
            case .unreadable: throw Unreadable()
            }
        }
    }

    @Test("is waited for if there is no usable one", arguments: Unusable.allCases)
    func unusable(expected: Unusable) async throws {
        try await DigitalOceanHarness.with([Self.route: [Self.account]], configure: { $0.token = expected.token }) {
            (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in try await harness.provider.account() }
            #expect(error.disposition == .waitForOperator(.credentials))
            #expect(error.message.contains(expected.rawValue))
            #expect(harness.sent.isEmpty)
        }
    }

    @Test("goes to the API under its base URL, however that is written", arguments: ["", "/", "/v2", "/v2/"])
    func baseURL(suffix: String) async throws {
        try await DigitalOceanHarness.with([Self.route: [Self.account]], configure: { $0.apiURL += suffix }) {
            (harness) async throws in
            _ = try await harness.provider.account()
            #expect(harness.sent == ["GET /v2/account"])
        }
    }

    @Test("is not sent in plain text to another machine")
    func plainText() async throws {
        try await DigitalOceanHarness.with(configure: { $0.apiURL = "http://198.18.0.1" }) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in try await harness.provider.account() }
            #expect(error.message.contains("plain http"))
        }
    }
}
