import Foundation
import Logging
import Postgres

/// A command's database: the configured one, or the private cluster of the embedded default.
struct Database: Sendable {
    let configuration: PostgresConfiguration
    let pool: PostgresPool
    /// The private cluster, if this process started it.
    let cluster: PrivateCluster?

    /// The folder of the private cluster, under the data folder.
    static let clusterFolder = "postgres"
    /// Connections of a daemon: commits are short, so a few serve many operations.
    private static let poolLimit = 10
    /// How long a transaction of ours may be idle. Ours only talk to the database, so only a frozen process or machine
    /// idles for this long. Its locks must not block the daemon that takes over, so a shorter lease shortens this time.
    private static let idleTransactionTimeout = Duration.seconds(10)

    /// Connects lazily: nothing is sent before the first statement, except that a private cluster is started.
    static func open(_ settings: Settings, logger: Logger) async throws -> Database {
        let timeout = min(idleTransactionTimeout, settings.lease)
        if let url = settings.databaseURL { return try open(url: url, timeout, cluster: nil, logger: logger) }
        let cluster = try await PrivateCluster.start(
            PrivateClusterConfiguration(folder: "\(settings.dataFolder)/\(clusterFolder)"),
            logger: logger
        )
        return try open(url: cluster.url(), timeout, cluster: cluster, logger: logger)
    }

    /// Whether the embedded default's cluster was created.
    static func hasCluster(in dataFolder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(dataFolder)/\(clusterFolder)")
    }

    private static func open(
        url: String,
        _ idleTransactionTimeout: Duration,
        cluster: PrivateCluster?,
        logger: Logger
    ) throws -> Database {
        let configuration = try PostgresConfiguration(url: url, idleTransactionTimeout: idleTransactionTimeout)
        let pool = PostgresPool(configuration: configuration, limit: poolLimit, logger: logger)
        return Database(configuration: configuration, pool: pool, cluster: cluster)
    }
}
