import Foundation
import Logging
import Postgres

/// The database of a command: the one that is configured, or the private cluster of the embedded default.
struct Database: Sendable {
    let configuration: PostgresConfiguration
    let pool: PostgresPool
    /// The private cluster, when this process started it.
    let cluster: PrivateCluster?

    /// The folder of the private cluster, under the data folder.
    static let clusterFolder = "postgres"
    /// Connections of a daemon: commits are short, so few serve many operations.
    private static let poolLimit = 10

    /// Connects lazily: nothing is sent before the first statement, except that a private cluster is started.
    static func open(_ settings: Settings, logger: Logger) async throws -> Database {
        if let url = settings.databaseURL { return try open(url: url, cluster: nil, logger: logger) }
        let cluster = try await PrivateCluster.start(
            PrivateClusterConfiguration(folder: "\(settings.dataFolder)/\(clusterFolder)"),
            logger: logger
        )
        return try open(url: cluster.url(), cluster: cluster, logger: logger)
    }

    private static func open(url: String, cluster: PrivateCluster?, logger: Logger) throws -> Database {
        let configuration = try PostgresConfiguration(url: url)
        let pool = PostgresPool(configuration: configuration, limit: poolLimit, logger: logger)
        return Database(configuration: configuration, pool: pool, cluster: cluster)
    }
}
