import Logging
import Postgres

/// One private cluster for all worlds of this process, except those that stop it.
actor ReliabilityCluster {
    static let shared = ReliabilityCluster()

    static let logger: Logger = {
        var logger = Logger(label: "reliability")
        logger.logLevel = .critical
        return logger
    }()

    private var starting: Task<PrivateCluster, any Error>?

    /// The URL of a separate database.
    func makeDatabase() async throws -> String {
        // Shared by all callers and awaited by each: the first one starts the cluster.
        let task =
            starting
            ?? Task { try await PrivateCluster.temporary(settings: ["max_connections": "800"], logger: Self.logger) }
        starting = task
        return try await task.value.makeDatabase(logger: Self.logger)
    }
}
