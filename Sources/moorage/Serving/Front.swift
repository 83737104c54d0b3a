import Database
import Front
import Logging
import Passwords
import Postgres
import Providers
import ServiceLifecycle

/// The wired parts of the HTTP front.
struct Front {
    private let settings: Settings
    private let parts: FrontParts
    private let logger: Logger
    /// Not the engine's, so that a crowd at the front does not delay operations.
    let pool: PostgresPool

    /// No client's open transaction may delay ours: a caller that meets a row locked by one is told to try again, and
    /// its connection is released.
    static let lockTimeout = Duration.seconds(1)

    /// A caller learns that a database is away while it still waits; a restart of the database takes less time.
    private static let connectTimeout = Duration.seconds(2)

    /// No statement of the front takes a tenth of it. If one does, the database hangs.
    private static let statementTimeout = Duration.seconds(5)

    /// - Parameter publicKey: the line that admits the daemons.
    init(
        settings: Settings,
        database: Database,
        publicKey: String,
        listener: PostgresListener,
        costs: CostEstimator,
        logger: Logger
    ) throws {
        self.settings = settings
        self.logger = logger
        var configuration = database.configuration
        configuration.statementTimeout = Self.statementTimeout
        pool = PostgresPool(
            configuration: configuration,
            connectTimeout: Self.connectTimeout,
            lockTimeout: Self.lockTimeout,
            logger: logger
        )
        let logs = PostgresLogStore(pool: pool)
        var parts = FrontParts(
            accounts: PostgresAccountStore(pool: pool),
            workspaces: PostgresWorkspaceStore(pool: pool),
            passwords: PostgresOneTimePasswordStore(pool: pool),
            logs: logs,
            hub: LogHub(store: logs, followNews: Self.news(from: listener), logger: logger),
            hosts: PostgresHostStore(pool: pool),
            operators: PostgresOperatorStore(pool: pool),
            publicKey: publicKey,
            words: settings.cloud.words,
            hasher: try PasswordHasher()
        )
        parts.console = ConsoleParts(history: PostgresHistoryStore(pool: pool), estimate: costs.estimate)
        self.parts = parts
    }

    /// The services, lowest first. The hub stops before the server, which waits for streams to end.
    func services(checks: HealthChecks, metrics: @escaping @Sendable () async -> String) -> [any Service] {
        var configuration = FrontConfiguration(
            address: settings.httpAddress,
            isSecure: settings.platform.isSecure ?? (settings.platform.certificate == nil ? nil : true),
            proxies: settings.platform.proxies
        )
        configuration.oneTimePasswordLength = settings.platform.oneTimePasswordLength
        configuration.isRegistrationOpen = settings.platform.isRegistrationOpen
        configuration.logsAccess = settings.platform.logsAccess
        configuration.requestsPerMinute = settings.platform.requestsPerMinute
        configuration.sharing = settings.platform.sharing
        configuration.certificate = settings.platform.certificate
        let service = FrontService(
            configuration: configuration,
            parts: parts,
            checks: checks,
            metrics: metrics,
            logger: logger
        )
        let renewal = settings.platform.certificate.map { $0.service(logger: logger) }
        return [pool, service] + [renewal].compactMap(\.self) + [parts.hub]
    }

    /// Calls back whenever a log has grown: one connection for all listeners of this process.
    private static func news(
        from listener: PostgresListener
    ) -> @Sendable (@escaping @Sendable () -> Void) async -> Void {
        { wake in
            for await _ in listener.notifications(on: "moorage_logs") { wake() }
        }
    }
}
