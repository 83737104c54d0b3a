internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// The HTTP front: the API, health and metrics.
package struct FrontService: Service {
    /// Each costs about ten kilobytes; further ones wait in the system's queue.
    static let maximumConnections = 8192
    /// A client that is silent for this long is gone, or holds the connection on purpose.
    static let idleTimeout = TimeAmount.seconds(60)
    /// A token, a cookie and a browser's headers have fewer than 4 kB.
    static let longestHeaders = 32_768
    /// A browser behind a few proxies sends about forty.
    static let mostHeaders = 100

    private let configuration: FrontConfiguration
    private let parts: FrontParts
    private let health: HealthRoutes
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void
    let endpoints: [Endpoint]
    private let sessions: Sessions
    private let rates: RequestRates?

    /// - Parameters:
    ///   - checks: the checks that decide whether the daemon is ready.
    ///   - metrics: the page of metrics, rendered at each scrape.
    ///   - onRunning: called once with the port when the server listens.
    package init(
        configuration: FrontConfiguration,
        parts: FrontParts,
        checks: HealthChecks,
        metrics: @escaping @Sendable () async -> String,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.parts = parts
        self.health = HealthRoutes(checks: checks, metrics: metrics)
        self.logger = logger
        self.onRunning = onRunning
        sessions = Sessions(
            accounts: parts.accounts,
            authenticator: Authenticator(accounts: parts.accounts, hasher: parts.hasher),
            cookie: SessionCookie(isSecure: configuration.isSecure)
        )
        rates = RequestRates(perMinute: configuration.requestsPerMinute)
        endpoints = Self.endpoints(configuration, parts, sessions, logger)
    }

    private static func endpoints(
        _ configuration: FrontConfiguration,
        _ parts: FrontParts,
        _ sessions: Sessions,
        _ logger: Logger
    ) -> [Endpoint] {
        let accounts = AccountEndpoints(
            accounts: parts.accounts,
            hasher: parts.hasher,
            limiter: AttemptLimiter(AccountEndpoints.rule),
            isRegistrationOpen: configuration.isRegistrationOpen
        )
        let passwords = OneTimePasswordEndpoints(
            workspaces: parts.workspaces,
            passwords: parts.passwords,
            length: configuration.oneTimePasswordLength
        )
        let validation = ValidationEndpoint(passwords: parts.passwords, guesses: GuessGuard(logger: logger))
        let all =
            accounts.all + SessionEndpoints(sessions: sessions, describe: accounts.user).all
            + TokenEndpoints(accounts: parts.accounts).all
            + WorkspaceEndpoints(workspaces: parts.workspaces).all
            + WorkspaceVerbEndpoints(workspaces: parts.workspaces).all
            + LogEndpoints(workspaces: parts.workspaces, logs: parts.logs, hub: parts.hub).all
            + passwords.all + [validation.endpoint] + HostEndpoints(hosts: parts.hosts).all
            + RegistrationEndpoints(hosts: parts.hosts, publicKey: parts.publicKey).all
            + OperatorEndpoints(operators: parts.operators, workspaces: parts.workspaces, hosts: parts.hosts).all
        return all + DocumentEndpoints(endpoints: all).all
    }

    /// Serves until the surrounding group shuts down: then running requests finish, and no new one is accepted.
    ///
    /// - Throws: the system's error if it cannot listen on the address.
    package func run() async throws { try await application().run() }

    private func server() throws -> HTTPServerBuilder {
        let shares = ConnectionShares(
            limit: configuration.connectionsPerAddress,
            proxies: configuration.proxies,
            logger: logger
        )
        let logger = logger
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [
                    ConnectionShareHandler(shares: shares), ProtocolErrorHandler(logger: logger),
                ],
                idleTimeout: Self.idleTimeout,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: Self.longestHeaders,
                    maxHeaderListSize: Self.longestHeaders,
                    maxHeaderFieldCount: Self.mostHeaders
                )
            )
        )
        return try configuration.certificate.map { try $0.server(plain) } ?? plain
    }

    func application() throws -> some ApplicationProtocol {
        let router = Router(context: FrontContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: FrontMiddleware(configuration))
        health.add(to: router)
        InstallerRoute(isSecure: configuration.isSecure).add(to: router)
        if let console = parts.console {
            ConsoleRoutes(
                parts: parts,
                console: console,
                sessions: sessions,
                rates: rates,
                isSecure: configuration.isSecure
            ).add(to: router)
        }
        EndpointRoutes(endpoints: endpoints, authenticator: sessions.authenticator, rates: rates).add(to: router)
        return Application(
            router: router,
            server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.address.host, port: configuration.address.port),
                serverName: nil,
                availableConnectionsDelegate: .maximum(Self.maximumConnections, logger: logger)
            ),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger
        )
    }
}
