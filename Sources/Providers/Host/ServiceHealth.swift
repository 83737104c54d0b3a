/// How one service of a workspace answered on its own port.
public struct ServiceHealth: Hashable, Codable, Sendable {
    /// The service's name, e.g. `daphne`, `redis`, `nginx`.
    public var service: String
    /// The port that was asked; nil for a service without one.
    public var port: Int?
    /// Whether it answered as it should.
    public var healthy: Bool
    /// What it answered, or why not, in a sentence. Holds no secret.
    public var detail: String

    /// Names each field.
    public init(service: String, port: Int?, healthy: Bool, detail: String) {
        self.service = service
        self.port = port
        self.healthy = healthy
        self.detail = detail
    }
}
