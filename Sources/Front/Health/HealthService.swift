internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import ServiceLifecycle

/// Serves the daemon's health and metrics over HTTP.
///
/// - `GET /health/live`: 200 while the process answers.
/// - `GET /health/ready`: 200 if all checks pass, else 503; the body names each check.
/// - `GET /metrics`: Prometheus' text format.
package struct HealthService: Service {
    /// There are few probes and scrapers; more connections than this are a mistake and wait.
    static let maximumConnections = 64

    private let address: ListenAddress
    private let certificate: ServerCertificate?
    private let standsIn: Bool
    private let routes: HealthRoutes
    private let logger: Logger
    private let onRunning: @Sendable () async -> Void

    /// - Parameters:
    ///   - address: where to listen.
    ///   - certificate: The certificate for TLS; nil for plain HTTP.
    ///   - standsIn: whether all other paths are answered with 503, for a front that cannot start yet.
    ///   - checks: the checks that decide whether the daemon is ready.
    ///   - metrics: the page of metrics, e.g. `PrometheusRegistry.text()`, rendered at each scrape.
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

    /// Serves until the surrounding group shuts down: then running requests finish, and no new one is accepted.
    ///
    /// - Throws: the system's error if it cannot listen on the address.
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
