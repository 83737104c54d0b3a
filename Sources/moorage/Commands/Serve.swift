import ArgumentParser
import Database
import Foundation
import Front
import Logging
import Metrics
import Orchestrator
import Postgres
import ServiceLifecycle
import Telemetry
import UnixSignals

/// `moorage serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the daemon: migrates the database, then works on requests until SIGTERM."
    )

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Take over a database that was restored on another Postgres system.")
    var acceptDatabase = false

    @Option(help: "api serves HTTP, worker works on requests, all does both.")
    var role = DaemonRole.all

    /// The time limit of a drain: an effect that cannot be interrupted ends within its request's deadline.
    private static let longestDrain = Duration.seconds(90)

    func run() async throws {
        let settings = try await Settings.load(options)
        let logger = LoggingSetup.start(settings)
        try FailPointSwitch.armIfAsked(logger: logger)
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrap(metrics)
        _ = try CarriedFolders.check(settings)
        let database = try await Database.open(settings, logger: logger)
        let standIn = HealthService(
            address: settings.httpAddress,
            certificate: settings.platform.certificate,
            standsIn: true,
            checks: HealthChecks([DatabaseHealth.check(database.pool)]),
            metrics: { metrics.text() },
            logger: logger
        )
        let installation = try await Self.whenDatabaseAnswers(standIn, logger) {
            try await Self.migrate(database, logger: logger)
            return try await Installation.open(
                on: database.pool,
                keyFile: MasterKeyFile(path: settings.masterKeyFile),
                acceptsDatabase: acceptDatabase
            )
        }
        logger.info(
            "Serving.",
            metadata: ["installation": "\(installation.id)", "http": "\(settings.httpAddress)"]
        )
        let daemon = Daemon(
            settings: settings,
            database: database,
            installation: installation,
            logger: logger,
            metrics: metrics,
            role: role
        )
        var configuration = ServiceGroupConfiguration(
            services: try await daemon.services().map { .init(service: $0) },
            // SIGHUP, which ends a program by default, comes from a closed terminal and from hooks of renewed
            // certificates.
            gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.longestDrain
        try await ServiceGroup(configuration: configuration).run()
        await database.pool.close()
        try await database.cluster?.stop()
        logger.info("Stopped; other daemons continue its operations.")
    }

    private static func migrate(_ database: Database, logger: Logger) async throws {
        let applied = try await database.pool.withConnection { try await MoorageMigrations.apply(on: $0) }
        for migration in applied {
            logger.info("Applied a migration.", metadata: ["name": "\(migration.name)"])
        }
    }

    /// Waits for a missing database: daemon and database may start in any order, and the daemon's first actions can be
    /// repeated if the connection breaks. Meanwhile `standIn` answers for it.
    private static func whenDatabaseAnswers<Result: Sendable>(
        _ standIn: HealthService,
        _ logger: Logger,
        _ body: () async throws -> Result
    ) async throws -> Result {
        if let result = try await attempt(
            body,
            orElse: {
                logger.warning("The database does not answer; waiting for it.", metadata: ["error": "\($0)"])
            }
        ) {
            return result
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIn.run() }
            // It ends with the wait, and releases its address before the front begins.
            defer { group.cancelAll() }
            while true {
                try await Task.sleep(for: .seconds(1))
                if let result = try await attempt(body) { return result }
            }
        }
    }

    /// - Returns: nil if the database did not answer.
    private static func attempt<Result>(
        _ body: () async throws -> Result,
        orElse note: (PostgresError) -> Void = { _ in }
    ) async throws -> Result? {
        do {
            return try await body()
        } catch let error as PostgresError where error.isRetryable || error.isOutcomeUnknown {
            note(error)
            return nil
        }
    }
}
