import HTTPTypes
import Logging
import Testing
import Workspaces

@testable import Front

@Suite("Handling that all requests share")
struct FrontTests {
    private static var configuration: FrontConfiguration {
        FrontConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0))
    }

    @Test("each request has a line with its id, without its query and its secrets; probes are not logged")
    func accessLog() async throws {
        let log = RecordedLog()
        try await FrontWorld.run(logger: log.logger) { world in
            let me = try await world.register("me@example.com")
            let id = HTTPField.Name.requestID
            _ = try await world.call(.get, "/api/workspaces/?status=sentinel-1", as: me, headers: [id: "named-1"])
            _ = try await world.call(.get, "/api/workspaces/?page=x", as: .bearer("mrg_sentinel-2"))
            _ = try await world.call(.get, "/sentinel-3?a=b")
            _ = try await world.call(.get, "/health/live")
            _ = try await world.call(.get, "/metrics")
        }
        let lines = log.all.filter { $0.message == "Answered a request." }
        #expect(lines.map(\.metadata["status"]) == ["201", "200", "401", "404"])
        #expect(lines[1].metadata["request_id"] == "named-1" && lines[1].metadata["route"] == "/api/workspaces")
        #expect(lines.allSatisfy { $0.metadata["hb.request.id"] == nil })
        #expect(lines.allSatisfy { $0.level == .info && $0.metadata["address"] == "127.0.0.1" })
        #expect(!log.all.contains { "\($0)".contains("sentinel") || "\($0)".contains(FrontWorld.password) })
    }

    @Test("without an access log there are no such lines")
    func noAccessLog() async throws {
        let log = RecordedLog()
        var configuration = Self.configuration
        configuration.logsAccess = false
        try await FrontWorld.run(configuration: configuration, logger: log.logger) { world in
            _ = try await world.call(.get, "/api/workspaces/")
        }
        #expect(!log.all.contains { $0.message == "Answered a request." })
    }

    @Test("a bucket allows a burst, then as many as it refills, and each user has one")
    func bucket() throws {
        let clock = ManualClock()
        let rates = try #require(RequestRates(perMinute: 120, now: clock.now))
        for _ in 0..<30 { try rates.take(1) }
        let error = #expect(throws: APIError.self) { try rates.take(1) }
        #expect(error?.status == .tooManyRequests && error?.headers[.retryAfter] == "1")
        try rates.take(2)
        clock.advance(by: .milliseconds(500))
        try rates.take(1)
        #expect(throws: APIError.self) { try rates.take(1) }
        clock.advance(by: .seconds(3600))
        for _ in 0..<30 { try rates.take(1) }
        #expect(throws: APIError.self) { try rates.take(1) }
        #expect(RequestRates(perMinute: 0) == nil)
    }

    @Test("a user who calls too often waits, whatever the credentials; others do not")
    func rates() async throws {
        var configuration = Self.configuration
        // One in a minute, and ten at once.
        configuration.requestsPerMinute = 1
        try await FrontWorld.run(configuration: configuration) { world in
            let cookie = try await world.logIn("me@example.com")
            let other = try await world.register("other@example.com")
            for _ in 0..<10 { #expect(try await world.call(.get, "/api/workspaces/", as: cookie).status == 200) }
            for caller in [cookie, .basic("me@example.com")] {
                let refused = try await world.call(.get, "/api/workspaces/", as: caller)
                #expect(refused.status == 429 && refused.headers[.retryAfter] != nil)
            }
            #expect(try await world.call(.get, "/hosts/", as: cookie).status == 429)
            #expect(try await world.call(.get, "/api/workspaces/", as: other).status == 200)
            let responses = try await world.call(.get, "/openapi.json").body["paths"]?["/api/workspaces/"]?["get"]?[
                "responses"
            ]
            #expect(responses?["429"]?["headers"]?["Retry-After"] != nil)
        }
    }

    private static let allowOrigin = HTTPField.Name("Access-Control-Allow-Origin")
    private static let allowCredentials = HTTPField.Name("Access-Control-Allow-Credentials")
    private static let requestMethod = HTTPField.Name("Access-Control-Request-Method")

    @Test("pages of named origins may call the API with a token but not with a cookie; others may not")
    func sharing() async throws {
        let allow = try #require(Self.allowOrigin)
        var configuration = Self.configuration
        configuration.sharing = try #require(CrossOriginSharing(["https://app.example.com"]))
        try await FrontWorld.run(configuration: configuration) { world in
            let me = try await world.register("me@example.com")
            let path = "/api/workspaces/"
            let ask: HTTPFields = [.origin: "https://app.example.com", try #require(Self.requestMethod): "POST"]
            let preflight = try await world.call(.options, path, headers: ask)
            #expect(preflight.status == 204 && preflight.headers[allow] == "https://app.example.com")
            #expect(preflight.headers[.accessControlAllowMethods]?.contains("PATCH") == true)
            #expect(preflight.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
            for status in [200, 401] {
                let caller = status == 200 ? me : .nobody
                let answer = try await world.call(.get, path, as: caller, headers: [.origin: "https://app.example.com"])
                #expect(answer.status == status && answer.headers[allow] == "https://app.example.com")
                #expect(answer.headers[.vary] == "Origin")
                #expect(answer.headers[try #require(Self.allowCredentials)] == nil)
            }
            for origin in ["https://app.example.com.evil.example", "http://app.example.com", "null"] {
                var ask = ask
                ask[.origin] = origin
                let refused = try await world.call(.options, path, headers: ask)
                #expect(refused.status == 405 && refused.headers[allow] == nil, "\(origin)")
                #expect(try await world.call(.get, path, as: me, headers: ask).headers[allow] == nil)
            }
            // A page of the console must be private.
            #expect(try await world.call(.get, "/login/", headers: ask).headers[allow] == nil)
        }
    }

    @Test("without configured origins none is allowed")
    func noSharing() async throws {
        let allow = try #require(Self.allowOrigin)
        try await FrontWorld.run { world in
            let ask: HTTPFields = [.origin: "https://app.example.com", try #require(Self.requestMethod): "POST"]
            let answer = try await world.call(.options, "/api/workspaces/", headers: ask)
            #expect(answer.status == 405 && answer.headers[allow] == nil && answer.headers[.vary] == nil)
        }
    }

    @Test(
        "origins have the browsers' form, without wildcards",
        arguments: [
            ("https://app.example.com", true), ("http://localhost:5173", true), ("https://a.example:8443", true),
            ("*", false),
            ("https://*.example.com", false), ("https://app.example.com/", false), ("app.example.com", false),
            ("https://App.example.com", false), ("https://a.example:443", false), ("https://a.example:", false),
            ("null", false),
            ("https://a@b.example", false), ("https://", false), ("", false),
        ]
    )
    func origins(text: String, isOrigin: Bool) {
        #expect((CrossOriginSharing([text]) != nil) == isOrigin)
    }
}
