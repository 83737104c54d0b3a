import Testing

@testable import Postgres

@Suite("TLS", .timeLimit(.minutes(15)))
struct TLSTests {
    private let openssl = "/usr/bin/openssl"

    /// Makes a certificate for `localhost` that is its own authority.
    private func makeCertificate(in folder: String, name: String) async throws {
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(folder)/\(name).key",
            "-out", "\(folder)/\(name).crt",
        ]
        try await ServerCommand(program: openssl, arguments: arguments, account: ServerAccount.find()).run()
    }

    @Test(.enabled(if: Files.isProgram("/usr/bin/openssl"), "openssl makes the certificates"))
    func theServerIsVerified() async throws {
        let folder = try Files.makeTemporaryFolder(prefix: "/tmp/moorage-tls-")
        try Files.makePrivateFolder(folder, owner: ServerAccount.find())
        try await makeCertificate(in: folder, name: "server")
        try await makeCertificate(in: folder, name: "other")
        let cluster = try await PrivateCluster.temporary(
            loopbackPort: try SilentServer.freePort(),
            settings: ["ssl": "on", "ssl_cert_file": "\(folder)/server.crt", "ssl_key_file": "\(folder)/server.key"],
            logger: TestDatabase.logger
        )
        let owner = try await PostgresConnection.connect(
            PostgresConfiguration(url: cluster.url()),
            logger: TestDatabase.logger
        )
        try await owner.execute("CREATE ROLE client LOGIN PASSWORD 'p'")
        let port = try #require(cluster.configuration.loopbackPort)
        func connect(host: String, root: String) async throws -> PostgresConnection {
            let url =
                "postgresql://client:p@\(host):\(port)/postgres?sslmode=verify-full&sslrootcert=\(folder)/\(root).crt"
            return try await PostgresConnection.connect(PostgresConfiguration(url: url), logger: TestDatabase.logger)
        }

        let connection = try await connect(host: "localhost", root: "server")
        let isEncrypted = try await connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            .decodeOnly(Bool.self)
        #expect(isEncrypted)
        // Megabytes and a cancellation also work over TLS.
        let text = String(repeating: "x", count: 3_000_000)
        #expect(try await connection.query("SELECT \(text)::text").decodeOnly(String.self) == text)
        await expectError(.timedOut) { try await connection.query("SELECT pg_sleep(600)", timeout: .milliseconds(50)) }
        #expect(try await connection.query("SELECT 1").decodeOnly(Int.self) == 1)

        await expectError(.connectionFailed) { _ = try await connect(host: "localhost", root: "other") }
        await expectError(.connectionFailed) { _ = try await connect(host: "127.0.0.1", root: "server") }
        try await cluster.stop()
        try await ServerCommand(program: "/bin/rm", arguments: ["-r", folder]).run()
    }
}
