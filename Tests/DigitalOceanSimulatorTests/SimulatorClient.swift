import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing
import Workspaces

@testable import DigitalOceanSimulator

/// A client of a simulator on a socket; each call has its own connection.
struct SimulatorClient: Sendable {
    static let token = "dop_v1_test"
    static let reader = "dop_v1_reader"
    static let publicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGhFwJpobjaXK7z+iOE9qnsqw1PSSfCZClMN4neuF87z test@example.com"
    /// The output of `ssh-keygen -l -E md5` for the key above.
    static let fingerprint = "17:6f:e1:e3:5d:f1:21:40:dc:84:16:44:fc:a4:79:35"

    let port: Int
    let clock: TestClock

    /// Runs `body` against a new simulator, then stops it; `run` has returned when this returns.
    static func with(
        timings: SimulatorTimings = SimulatorTimings(),
        faults: [SimulatorFault] = [],
        dropletLimit: Int = 25,
        rateLimits: SimulatorRateLimits = SimulatorRateLimits(),
        machines: (any DropletMachines)? = nil,
        _ body: (SimulatorClient) async throws -> Void
    ) async throws {
        let clock = TestClock()
        var configuration = SimulatorConfiguration(
            tokens: [Secret(token)],
            timings: timings,
            faults: faults,
            now: clock.now
        )
        configuration.readOnlyTokens = [Secret(reader)]
        configuration.dropletLimit = dropletLimit
        configuration.rateLimits = rateLimits
        var logger = Logger(label: "simulator-tests")
        logger.logLevel = .critical
        let simulator = DigitalOceanSimulator(configuration: configuration, machines: machines, logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await simulator.run() }
            try await body(SimulatorClient(port: try await simulator.port, clock: clock))
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    struct Answer: Sendable {
        let status: Int
        let json: JSONValue
        let headers: [String: String]
        let text: String

        subscript(path: String...) -> JSONValue? { path.reduce(json) { $0?[$1] } }
    }

    /// - Throws: if the connection ends without an answer.
    func call(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        token: String? = SimulatorClient.token
    ) async throws -> Answer {
        var headers = HTTPFields()
        if let token { headers[.authorization] = "Bearer \(token)" }
        if body != nil { headers[.contentType] = "application/json" }
        let request = TestClient.Request(
            path,
            method: try #require(HTTPRequest.Method(method)),
            authority: "127.0.0.1:\(port)",
            headers: headers,
            body: try body.map { ByteBuffer(bytes: try JSONEncoder().encode($0)) }
        )
        return try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
            let response = try await client.execute(request)
            let text = String(buffer: response.body ?? ByteBuffer())
            return Answer(
                status: response.status.code,
                json: (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .null,
                headers: Dictionary(response.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first },
                text: text
            )
        }
    }

    /// Creates a droplet with all its prerequisites and returns its id.
    func createDroplet(_ name: String, _ more: [String: JSONValue] = [:]) async throws -> Int64 {
        let answer = try await call("POST", "/v2/droplets", Self.order(name, more))
        return try #require(answer["droplet", "id"]?.integer)
    }

    static func order(_ name: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
        let order: [String: JSONValue] = [
            "name": .string(name), "region": "nyc3", "size": "s-2vcpu-4gb", "image": "debian-12-x64",
        ]
        return .object(order.merging(more) { _, new in new })
    }
}

extension JSONValue {
    var integer: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    var array: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }
}
