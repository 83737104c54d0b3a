internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import ServiceLifecycle

/// Serves the daemon's health and metrics over HTTP.
///
/// - `GET /health/live`: 200 while the process answers.
/// - `GET /health/ready`: 200 when all checks are well, else 503; the body names each check.
/// - `GET /metrics`: Prometheus' text format.
package struct HealthService: Service {
    /// Probes and scrapers are few; more connections than this are somebody's mistake and wait outside.
    static let maximumConnections = 64

    private let address: ListenAddress
    private let certificate: ServerCertificate?
    private let standsIn: Bool
    private let routes: HealthRoutes
    private let logger: Logger
    private let onRunning: @Sendable () async -> Void

    /// - Parameters:
    ///   - address: where to listen.
    ///   - certificate: TLS is served with it; nil for plain HTTP.
    ///   - standsIn: whether all other paths are answered with 503, for a front that cannot begin yet.
    ///   - checks: what must work for the daemon to be ready.
    ///   - metrics: the page of metrics, e.g. `PrometheusRegistry.text()`, made at each scrape.
    ///   - logger: for requests at debug level.
    ///   - onRunning: called once when the server listens.
    package init(
        address: ListenAddress,
        certificate: ServerCertificate? = nil,
        standsIn: Bool = false,
        checks: HealthChecks,
        metrics: @escaping @Sendable () async -> String,
        logger: Logger,
        onRunning: @escaping @Sendable () async -> Void = {}
    ) {
        self.address = address
        self.certificate = certificate
        self.standsIn = standsIn
        self.routes = HealthRoutes(checks: checks, metrics: metrics)
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until the surrounding group shuts down: then running requests end, and no new one is taken.
    ///
    /// - Throws: what the system says when the address cannot be listened on.
    package func run() async throws { try await application().run() }

    func application() throws -> some ApplicationProtocol {
        let router = Router(options: .autoGenerateHeadEndpoints)
        if standsIn { router.add(middleware: WaitingMiddleware()) }
        routes.add(to: router)
        return Application(
            router: router,
            server: try certificate.map { try $0.server(.http1()) } ?? .http1(),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: .maximum(Self.maximumConnections, logger: logger)
            ),
            onServerRunning: { _ in await onRunning() },
            logger: logger
        )
    }
}
