import Logging
import Postgres

/// One private cluster for all tests of the command line.
actor CommandCluster {
    static let shared = CommandCluster()
    static let logger = Logger(label: "cluster")

    private var starting: Task<PrivateCluster, any Error>?

    /// The URL of a separate database.
    func makeDatabase() async throws -> String {
        // Shared by all callers and awaited by each: the first one starts the cluster.
        let task = starting ?? Task { try await PrivateCluster.temporary(logger: Self.logger) }
        starting = task
        return try await task.value.makeDatabase(logger: Self.logger)
    }
}
