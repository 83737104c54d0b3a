import Logging
import Postgres

/// The one server that all tests of this process share; it ends with the process.
enum TestDatabase {
    /// Only errors and warnings, because tests break things on purpose.
    static let logger: Logger = {
        var logger = Logger(label: "tests")
        logger.logLevel = .error
        return logger
    }()

    // Unstructured because tests of many suites wait for the single start. Tests run concurrently and leave closing to
    // the end of their connections.
    private static let cluster = Task {
        try await PrivateCluster.temporary(settings: ["max_connections": "400"], logger: logger)
    }

    static func sharedCluster() async throws -> PrivateCluster { try await cluster.value }

    /// A new empty database.
    static func configuration(statementTimeout: Duration? = nil) async throws -> PostgresConfiguration {
        let url = try await sharedCluster().makeDatabase(logger: logger)
        return try PostgresConfiguration(url: url, connectTimeout: .seconds(60), statementTimeout: statementTimeout)
    }

    /// A connection to a new empty database.
    static func connect(statementTimeout: Duration? = nil) async throws -> PostgresConnection {
        try await PostgresConnection.connect(configuration(statementTimeout: statementTimeout), logger: logger)
    }

    /// Connections to one empty database.
    static func connections(_ count: Int) async throws -> [PostgresConnection] {
        let configuration = try await configuration()
        var connections: [PostgresConnection] = []
        for _ in 0..<count {
            connections.append(try await PostgresConnection.connect(configuration, logger: logger))
        }
        return connections
    }
}
