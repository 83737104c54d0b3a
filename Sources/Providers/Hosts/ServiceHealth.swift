/// How one service of a workspace answered on its own port.
package struct ServiceHealth: Hashable, Codable, Sendable {
    /// The service's name, e.g. `daphne`, `redis`, `nginx`.
    package var service: String
    /// The port that was asked; nil for a service without one.
    package var port: Int?
    /// Whether it answered as it should.
    package var healthy: Bool
    /// What it answered, or why not, in a sentence. Holds no secret.
    package var detail: String

    package init(service: String, port: Int?, healthy: Bool, detail: String) {
        self.service = service
        self.port = port
        self.healthy = healthy
        self.detail = detail
    }
}
