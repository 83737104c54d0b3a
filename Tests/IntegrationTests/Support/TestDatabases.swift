import Logging
import Postgres

/// One private cluster for the whole test process, and a new database for each test.
actor TestDatabases {
    static let shared = TestDatabases()

    private var starting: Task<PrivateCluster, any Error>?

    /// The URL of a separate database.
    func fresh() async throws -> String {
        // Shared by all callers and awaited by each: the first one starts the cluster.
        let task =
            starting
            ?? Task {
                // All concurrent tests of the process hold connections.
                try await PrivateCluster.temporary(
                    settings: ["max_connections": "800"],
                    logger: Logger(label: "cluster")
                )
            }
        starting = task
        return try await task.value.makeDatabase(logger: Logger(label: "cluster"))
    }
}
