import Database
import Logging
import Postgres

/// One private cluster for the whole test process, and a new database for each test: a copy of one that was migrated
/// once.
actor FrontDatabases {
    static let shared = FrontDatabases()

    private var starting: Task<PrivateCluster, any Error>?

    /// A pool on a separate database.
    func fresh() async throws -> (url: String, pool: PostgresPool) {
        // Shared by all callers and awaited by each: the first one starts the cluster.
        let task =
            starting
            ?? Task {
                try await PrivateCluster.temporary(
                    settings: ["max_connections": "400"],
                    logger: Logger(label: "cluster")
                )
            }
        starting = task
        let url = try await task.value.makeDatabase(logger: Logger(label: "cluster"))
        let pool = PostgresPool(
            configuration: try PostgresConfiguration(url: url),
            lockTimeout: .seconds(1),
            logger: FrontWorld.logger
        )
        _ = try await pool.withConnection { try await MoorageMigrations.apply(on: $0) }
        return (url, pool)
    }
}
