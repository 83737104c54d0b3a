import Postgres

/// Another program: its own connection, with a role that has exactly the given rights.
struct TestClient {
    let connection: PostgresConnection
    let role: String

    /// Grants from an administrator who does not know Moorage.
    static let sharedTables = """
        GRANT SELECT, INSERT, UPDATE, DELETE
            ON meta_users, workspaces, workspace_otps, provisioning_logs TO ROLE_NAME
        """

    /// Connects under a new role.
    ///
    /// - Parameter grants: run as superuser, with the role's name for `ROLE_NAME`.
    static func connect(to world: TestWorld, grants: String = sharedTables) async throws -> TestClient {
        let connection = try await PostgresConnection.connect(
            PostgresConfiguration(url: world.url),
            logger: TestDaemon.logger
        )
        // Roles belong to the cluster, which other tests use too.
        let role = "client_\(UInt64.random(in: 0...UInt64.max))"
        try await connection.execute(
            "CREATE ROLE \(role); GRANT USAGE ON SCHEMA public TO \(role);"
                + grants.split(separator: "ROLE_NAME", omittingEmptySubsequences: false).joined(separator: role)
                + "; SET ROLE \(role)"
        )
        return TestClient(connection: connection, role: role)
    }

    @discardableResult
    func query(_ query: PostgresQuery) async throws -> PostgresRows { try await connection.query(query) }

    func close() async { await connection.close() }
}
