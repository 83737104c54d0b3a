import Glibc
package import Logging

/// A private Postgres server in a folder, for a daemon without a database and for tests.
///
/// Its superuser is `postgres`. On its socket it trusts everybody, but only the server's account and root can enter the
/// socket's folder. Over TCP, if requested, it requires a password (SCRAM).
package struct PrivateCluster: Sendable {
    /// The name of the superuser.
    package static let superuser = "postgres"

    /// The settings of the cluster.
    package let configuration: PrivateClusterConfiguration

    /// The folder of the server's socket.
    package let socketFolder: String

    private let server: ClusterServer

    /// Creates the cluster if it does not exist, and starts its server if it is not running.
    ///
    /// - Throws: `PostgresError` with code `clusterFailed`.
    package static func start(
        _ configuration: PrivateClusterConfiguration,
        logger: Logger
    ) async throws(PostgresError) -> PrivateCluster {
        var configuration = configuration
        try Files.makeFolder(configuration.folder)
        configuration.folder = Files.resolved(configuration.folder)
        let account = try ServerAccount.find()
        let version = Files.read(configuration.dataFolder + "/PG_VERSION")?.trimmed()
        let server = ClusterServer(
            configuration: configuration,
            account: account,
            programs: try await ServerPrograms.find(version: version),
            socketFolder: try makeSocketFolder(for: configuration, account)
        )
        // First, so that a process that dies in between leaves nothing either.
        if configuration.lifetime == .process { try await server.stopWithProcess() }
        try await server.initialize()
        try await server.start()
        logger.debug("A private database server is running.", metadata: [LogKey.folder: "\(configuration.folder)"])
        return PrivateCluster(configuration: configuration, socketFolder: server.socketFolder, server: server)
    }

    /// Starts a fast cluster in a new folder under `/tmp`, which is removed when this process ends, however it ends.
    package static func temporary(
        loopbackPort: Int? = nil,
        settings: [String: String] = [:],
        logger: Logger
    ) async throws(PostgresError) -> PrivateCluster {
        let folder = try Files.makeTemporaryFolder(prefix: "/tmp/moorage-postgres-")
        try Files.setMode(0o755, of: folder)
        let configuration = PrivateClusterConfiguration(
            folder: folder,
            durability: .fast,
            lifetime: .process,
            loopbackPort: loopbackPort,
            settings: settings
        )
        return try await start(configuration, logger: logger)
    }

    /// A database URL over the socket, without a password.
    package func url(database: String = "postgres", user: String = superuser) -> String {
        "postgresql:///\(percentEncoded(database))?host=\(percentEncoded(socketFolder))"
            + "&port=\(configuration.port)&user=\(percentEncoded(user))"
    }

    /// A database URL over TCP; nil if the cluster has no port.
    package func loopbackURL(database: String = "postgres", user: String, password: String) -> String? {
        configuration.loopbackPort.map { port in
            "postgresql://\(percentEncoded(user)):\(percentEncoded(password))@127.0.0.1:\(port)/"
                + percentEncoded(database)
        }
    }

    /// Creates an empty database with a unique name.
    ///
    /// - Returns: its URL over the socket.
    package func makeDatabase(logger: Logger) async throws(PostgresError) -> String {
        let name = "database_\(UInt64.random(in: 0 ... .max))"
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: url()), logger: logger)
        do throws(PostgresError) {
            try await connection.query("CREATE DATABASE \(identifier: name)")
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
        return url(database: name)
    }

    /// Stops the server; connections to it are closed.
    ///
    /// - Throws: `PostgresError` with code `clusterFailed` if it does not stop in time.
    package func stop() async throws(PostgresError) {
        try await server.stop()
    }

    private static func makeSocketFolder(
        for configuration: PrivateClusterConfiguration,
        _ account: ServerAccount
    ) throws(PostgresError) -> String {
        let inside = configuration.folder + "/socket"
        // A socket's path is at most 107 bytes long (unix(7)); ".s.PGSQL.65535.lock" is the longest name in it.
        if inside.utf8.count <= 107 - "/.s.PGSQL.65535.lock".utf8.count {
            try Files.makePrivateFolder(inside, owner: account)
            return inside
        }
        // A private folder with a short name, the same at the next start. Anybody could create it first under /tmp;
        // then its mode cannot be set and the start fails.
        let name = configuration.folder.utf8.reduce(into: UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let base = geteuid() == 0 ? "/run" : "/tmp"
        let short = "\(base)/moorage-\(String(name, radix: 16))"
        try Files.makePrivateFolder(short, owner: account)
        return short
    }
}

/// A text that is safe inside a URL: letters, digits and `-._` stay, everything else becomes `%XX`.
private func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default: encoded += "%" + HexadecimalBytes.encode([byte])
        }
    }
    return encoded
}
