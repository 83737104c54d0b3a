internal import Hummingbird

/// The body of `/health/ready`.
struct HealthReport: ResponseEncodable, Hashable {
    struct Entry: Codable, Hashable {
        let name: String
        let healthy: Bool
        let detail: String
    }

    let status: String
    let checks: [Entry]

    init(checks: [Entry]) {
        self.status = checks.allSatisfy(\.healthy) ? "ready" : "not_ready"
        self.checks = checks
    }

    var isReady: Bool { status == "ready" }
}
