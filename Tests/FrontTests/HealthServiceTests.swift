import FoundationEssentials
import Hummingbird
import HummingbirdTesting
import Logging
import Metrics
import ServiceLifecycle
import ServiceLifecycleTestKit
import Telemetry
import Testing

@testable import Front

/// A clock on which every wait ends immediately.
private struct HastyClock: Clock {
    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }
    func sleep(until _: ContinuousClock.Instant, tolerance _: Duration?) async throws {}
}

@Suite("Health over HTTP")
struct HealthServiceTests {
    private struct Body: Decodable, Equatable {
        struct Check: Decodable, Equatable {
            let name: String
            let healthy: Bool
            let detail: String
        }

        let status: String
        let checks: [Check]
    }

    private func service(
        _ checks: [HealthCheck] = [],
        clock: any Clock<Duration> = ContinuousClock(),
        metrics: @escaping @Sendable () async -> String = { "" },
        onRunning: @escaping @Sendable () async -> Void = {}
    ) -> HealthService {
        HealthService(
            address: ListenAddress(host: "127.0.0.1", port: 0),
            checks: HealthChecks(checks, clock: clock),
            metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onRunning: onRunning
        )
    }

    private func check(_ name: String, _ isHealthy: Bool, _ detail: String = "") -> HealthCheck {
        HealthCheck(name: name) { HealthCheck.Result(isHealthy: isHealthy, detail: detail) }
    }

    private func ready(_ service: HealthService) async throws -> (status: HTTPResponse.Status, body: Body) {
        try await service.application().test(.router) { client in
            try await client.execute(uri: "/health/ready", method: .get) { response in
                (response.status, try JSONDecoder().decode(Body.self, from: Data(response.body.readableBytesView)))
            }
        }
    }

    @Test("it is alive whatever its checks say", arguments: ["/health/live", "/health/live/"])
    func live(path: String) async throws {
        try await service([check("database", false)]).application().test(.live) { client in
            try await client.execute(uri: path, method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == #"{"status":"live"}"#)
                #expect(response.headers[.contentType] == "application/json; charset=utf-8")
            }
        }
    }

    @Test("it is ready when every check passes, and names each")
    func isReady() async throws {
        let answer = try await ready(service([check("database", true, "15.8"), check("playbooks", true)]))
        #expect(answer.status == .ok)
        #expect(answer.body.status == "ready")
        #expect(answer.body.checks.map(\.name) == ["database", "playbooks"])
        #expect(answer.body.checks.map(\.detail) == ["15.8", ""])
    }

    @Test("one failing check makes it 503")
    func isNotReady() async throws {
        let answer = try await ready(service([check("database", true), check("playbooks", false, "No such folder.")]))
        #expect(answer.status == .serviceUnavailable)
        #expect(
            answer.body
                == Body(
                    status: "not_ready",
                    checks: [
                        .init(name: "database", healthy: true, detail: ""),
                        .init(name: "playbooks", healthy: false, detail: "No such folder."),
                    ]
                )
        )
    }

    @Test("without checks it is ready")
    func noChecks() async throws {
        #expect(try await ready(service()).status == .ok)
    }

    @Test("a check that hangs is cancelled and counts as failing")
    func hanging() async throws {
        let hanging = HealthCheck(name: "database") {
            // Ends only by cancellation.
            try? await Task.sleep(for: .seconds(3600))
            return HealthCheck.Result(isHealthy: true, detail: "too late")
        }
        let answer = try await ready(service([hanging], clock: HastyClock()))
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.body.checks == [.init(name: "database", healthy: false, detail: "No answer within 2 s.")])
    }

    @Test("the metrics are those of the registry at the time of the scrape")
    func metrics() async throws {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "moorage.scrapes", factory: registry)
        let service = service(metrics: {
            counter.increment()
            return registry.text()
        })
        try await service.application().test(.live) { client in
            for scrape in 1...2 {
                try await client.execute(uri: "/metrics", method: .get) { response in
                    #expect(response.status == .ok)
                    #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
                    #expect(String(buffer: response.body).contains("moorage_scrapes_total \(scrape)\n"))
                }
            }
        }
    }

    @Test("nothing else is served")
    func others() async throws {
        try await service().application().test(.router) { client in
            for path in ["/", "/health", "/health/ready/x", "/metrics.txt"] {
                try await client.execute(uri: path, method: .get) { #expect($0.status == .notFound) }
            }
            try await client.execute(uri: "/health/live", method: .post) { #expect($0.status != .ok) }
            try await client.execute(uri: "/metrics", method: .head) { #expect($0.status == .ok) }
        }
    }

    @Test("as a stand-in for a front, it answers that everything else must wait")
    func standIn() async throws {
        let service = HealthService(
            address: ListenAddress(host: "127.0.0.1", port: 0),
            standsIn: true,
            checks: HealthChecks([]),
            metrics: { "" },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await service.application().test(.live) { client in
            for (path, method) in [("/", HTTPRequest.Method.get), ("/api/otps/validate/", .post)] {
                try await client.execute(uri: path, method: method) { response in
                    #expect(response.status == .serviceUnavailable)
                    #expect(response.headers[.retryAfter] == "5")
                    let body = #"{"detail":"Moorage waits for its database; try again in a moment."}"#
                    #expect(String(buffer: response.body) == body)
                }
            }
            try await client.execute(uri: "/health/live", method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test("it ends when its group shuts down")
    func shutdown() async throws {
        let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
        let service = service(onRunning: { isRunning.yield() })
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                for await _ in running.prefix(1) {}
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test("an unavailable address is an error")
    func taken() async throws {
        let service = HealthService(
            address: ListenAddress(host: "192.0.2.1", port: 1),
            checks: HealthChecks([]),
            metrics: { "" },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        await #expect(throws: (any Error).self) { try await service.run() }
    }
}
