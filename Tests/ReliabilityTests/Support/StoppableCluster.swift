import Foundation
import Postgres
import TestSSHServer

/// A test's own cluster, which can be stopped and started, and reached over TCP.
final class StoppableCluster {
    private var cluster: PrivateCluster
    private let folder: String

    /// The port on 127.0.0.1.
    let port: UInt16
    private static let password = "correct-horse"

    init() async throws {
        port = try FreePort.find()
        folder = "/tmp/moorage-postgres-\(UUID().uuidString)"
        cluster = try await PrivateCluster.start(
            PrivateClusterConfiguration(
                folder: folder,
                durability: .fast,
                lifetime: .process,
                loopbackPort: Int(port),
                settings: ["max_connections": "200"]
            ),
            logger: ReliabilityCluster.logger
        )
    }

    /// Makes an empty database.
    ///
    /// - Returns: its URL over the socket, and its name.
    func makeDatabase() async throws -> (url: String, name: String) {
        let url = try await cluster.makeDatabase(logger: ReliabilityCluster.logger)
        let configuration = try PostgresConfiguration(url: url)
        let connection = try await PostgresConnection.connect(configuration, logger: ReliabilityCluster.logger)
        let name = try await connection.query("SELECT current_database()").decodeOnly(String.self)
        try await connection.execute("CREATE ROLE daemon LOGIN SUPERUSER PASSWORD '\(Self.password)'")
        await connection.close()
        return (url, name)
    }

    /// The URL of a database over a TCP port that leads here.
    func url(of name: String, over port: UInt16) -> String {
        "postgresql://daemon:\(Self.password)@127.0.0.1:\(port)/\(name)?sslmode=disable&gssencmode=disable"
    }

    /// Stops the server; connections to it end.
    func stop() async throws { try await cluster.stop() }

    /// Starts it again, with everything that was committed.
    func start() async throws {
        cluster = try await PrivateCluster.start(cluster.configuration, logger: ReliabilityCluster.logger)
    }
}
