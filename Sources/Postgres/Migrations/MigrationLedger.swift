import CPostgres

/// The table of applied migrations. All calls that write are made inside a transaction.
struct MigrationLedger: Sendable {
    struct Entry {
        let version: Int
        let name: String
        let checksum: String
    }

    let connection: PostgresConnection
    let schema: String

    /// Takes turns with other migrations of this schema, until the end of the transaction.
    func lock() async throws(PostgresError) {
        let name = "moorage migrations of \(schema)"
        try await connection.query(
            "SELECT pg_advisory_xact_lock(hashtextextended(\(name), 0))",
            timeout: PostgresMigrator.patience
        )
    }

    /// Creates schema and table if they are missing.
    func create() async throws(PostgresError) {
        try await createSchema()
        let (role, mayUse, mayCreate) = try await connection.query(
            """
            SELECT current_user, has_schema_privilege(\(schema), 'USAGE'), has_schema_privilege(\(schema), 'CREATE')
            """
        ).decodeOnly((String, Bool, Bool).self)
        let hasTable = mayUse ? try await hasTable() : false
        if hasTable { return }
        guard mayUse, mayCreate else {
            throw PostgresError(
                .migrationRefused,
                "role \(role) may not create tables in schema \(schema), which belongs to another role"
            )
        }
        try await createTable()
    }

    private func createSchema() async throws(PostgresError) {
        let (role, database, exists, mayCreate) = try await connection.query(
            """
            SELECT current_user, current_database(), EXISTS (SELECT FROM pg_namespace WHERE nspname = \(schema)),
                has_database_privilege(current_database(), 'CREATE')
            """
        ).decodeOnly((String, String, Bool, Bool).self)
        if exists { return }
        guard mayCreate else {
            throw PostgresError(
                .migrationRefused,
                "role \(role) may not create schema \(schema) in database \(database): as its owner, run "
                    + "GRANT CREATE ON DATABASE \(quotedIdentifier(database)) TO \(quotedIdentifier(role))"
            )
        }
        try await connection.query("CREATE SCHEMA \(identifier: schema)")
    }

    /// Whether there is a table that we may read.
    func isReadable() async throws(PostgresError) -> Bool {
        try await connection.query(
            """
            -- Without the right on the schema, looking for its table is an error.
            SELECT coalesce(CASE WHEN has_schema_privilege(to_regnamespace(quote_ident(\(schema)::text)), 'USAGE')
                THEN has_table_privilege(to_regclass(format('%I.migrations', \(schema)::text)), 'SELECT') END, false)
            """
        ).decodeOnly(Bool.self)
    }

    private func hasTable() async throws(PostgresError) -> Bool {
        try await connection.query("SELECT to_regclass(format('%I.migrations', \(schema)::text)) IS NOT NULL")
            .decodeOnly(Bool.self)
    }

    private func createTable() async throws(PostgresError) {
        try await connection.query(
            """
            CREATE TABLE \(identifier: schema).migrations (
                version bigint PRIMARY KEY,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
            )
            """
        )
    }

    func recorded() async throws(PostgresError) -> [Entry] {
        try await connection.query(
            "SELECT version, name, checksum FROM \(identifier: schema).migrations ORDER BY version"
        ).decode((Int, String, String).self).map { Entry(version: $0.0, name: $0.1, checksum: $0.2) }
    }

    func record(_ migration: PostgresMigration) async throws(PostgresError) {
        try await connection.query(
            """
            INSERT INTO \(identifier: schema).migrations (version, name, checksum)
            VALUES (\(migration.version), \(migration.name), \(migration.checksum))
            """
        )
    }
}

extension PostgresConnection {
    var isInTransaction: Bool { handle.transactionStatus == PQTRANS_INTRANS }
}
