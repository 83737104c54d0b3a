import Curl
import Logging
import LoopbackHTTP
import Synchronization
import Testing
import Workspaces

@testable import Providers

/// A provider that talks to a scripted API on loopback.
///
/// A route such as `GET /v2/droplets` has a list of replies: each request takes the next, and the last one is repeated.
/// A missing route is answered with 404.
final class DigitalOceanHarness: Sendable {
    let provider: DigitalOceanProvider
    let server: LoopbackServer
    let budget: APIBudget
    let clock: TestClock
    private let routes: Routes

    private final class Routes: Sendable {
        private let replies: Mutex<[String: [LoopbackReply]]>

        init(_ replies: [String: [LoopbackReply]]) {
            self.replies = Mutex(replies)
        }

        func set(_ route: String, _ replies: [LoopbackReply]) {
            self.replies.withLock { $0[route] = replies }
        }

        func reply(to request: LoopbackRequest) -> LoopbackReply {
            replies.withLock { replies in
                let route = "\(request.method) \(request.path)"
                guard let reply = replies[route]?.first else { return .notFound }
                if replies[route]?.count ?? 0 > 1 { replies[route]?.removeFirst() }
                return reply
            }
        }
    }

    /// Runs `body` with a provider for these routes; the API's description must allow every request.
    static func with(
        _ routes: [String: [LoopbackReply]] = [:],
        limits: APIBudgetLimits = APIBudgetLimits(),
        configure: (inout DigitalOceanConfiguration) -> Void = { _ in },
        _ body: (DigitalOceanHarness) async throws -> Void
    ) async throws {
        let routes = Routes(routes)
        try await LoopbackServer.with({ routes.reply(to: $0) }) { server in
            let harness = try DigitalOceanHarness(server, routes, limits, configure)
            try await body(harness)
            for request in harness.server.requests {
                if let violation = DigitalOceanRequestRules.violation(of: request) { Issue.record("\(violation)") }
            }
        }
    }

    private init(
        _ server: LoopbackServer,
        _ routes: Routes,
        _ limits: APIBudgetLimits,
        _ configure: (inout DigitalOceanConfiguration) -> Void
    ) throws {
        self.server = server
        self.routes = routes
        let clock = TestClock()
        self.clock = clock
        var configuration = DigitalOceanConfiguration(
            token: { Secret("dop_v1_test") },
            installationTag: "moorage-k3v9",
            apiURL: server.url
        )
        configure(&configuration)
        budget = APIBudget(
            store: InProcessAPIBudgetStore(limits: limits, clock: clock.clock),
            scope: "",
            clock: clock.clock
        )
        provider = try DigitalOceanProvider(
            configuration: configuration,
            curl: try CurlClient(),
            budget: budget,
            clock: clock.clock,
            logger: Logger(label: "test")
        )
    }

    /// Replaces the replies of a route.
    func script(_ route: String, _ replies: LoopbackReply...) {
        routes.set(route, replies)
    }

    /// The requests of a route.
    func requests(_ route: String) -> [LoopbackRequest] {
        server.requests.filter { "\($0.method) \($0.path)" == route }
    }

    /// All requests as `METHOD target`.
    var sent: [String] { server.requests.map { "\($0.method) \($0.target)" } }
}

/// The error of a call that must fail.
func failure<Value>(_ body: () async throws(ProviderError) -> Value) async throws -> ProviderError {
    do throws(ProviderError) {
        _ = try await body()
    } catch {
        return error
    }
    throw UnexpectedSuccess()
}

struct UnexpectedSuccess: Error {}

extension LoopbackReply {
    static let notFound = Self.json(
        404,
        #"{"id":"not_found","message":"The resource you were accessing could not be found.","request_id":"r-404"}"#
    )
    static let unprocessable = Self.error(422, "unprocessable_entity", "Something is wrong.")
    static let done = Self.response(status: 204, headers: [], body: [])
    /// An answer of the network edge in front of the API.
    static let badGateway = Self.response(
        status: 502,
        headers: [("Content-Type", "text/html")],
        body: Array("<html><h1>502 Bad Gateway</h1></html>".utf8)
    )

    static func error(_ status: Int, _ id: String, _ message: String, headers: [(String, String)] = []) -> Self {
        .json(status, #"{"id":"\#(id)","message":"\#(message)"}"#, headers: headers)
    }
}
