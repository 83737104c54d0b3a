import Crypto

/// Brings a schema up to date.
package enum PostgresMigrator {
    /// How long one migration may take, and how long it waits for another process's migration: rewriting a large table
    /// is slow, but a day means an error.
    static let patience = Duration.seconds(3600)

    /// Applies the missing migrations, each in its own transaction.
    ///
    /// Any number of processes may do this concurrently: they take turns with an advisory lock, which nobody takes if
    /// nothing is missing. Applied migrations are recorded with a checksum in `<schema>.migrations`. If missing, the
    /// schema and this table are created, and nothing else.
    ///
    /// - Returns: those applied now, in order.
    /// - Throws: `PostgresError` with code `migrationRefused`, without any change, if a recorded migration has a
    ///   different checksum or is unknown here, or if the role may not create the schema; the server's error if a
    ///   migration fails: it and all later ones are not applied.
    @discardableResult
    package static func apply(
        _ migrations: [PostgresMigration],
        on connection: PostgresConnection,
        schema: String
    ) async throws -> [PostgresMigration] {
        let ordered = migrations.sorted { $0.version < $1.version }
        for (earlier, later) in zip(ordered, ordered.dropFirst()) where earlier.version == later.version {
            throw PostgresError(.migrationRefused, "there are two migrations with version \(later.version)")
        }
        let ledger = MigrationLedger(connection: connection, schema: schema)
        // Without the lock, which every role that may connect can hold: a daemon must be able to start meanwhile.
        if try await isUpToDate(ledger, ordered) { return [] }
        // Read committed whatever the role's default is: after the lock we must see what its last holder committed.
        try await connection.transaction(isolation: .readCommitted) { _ in
            try await ledger.lock()
            try await ledger.create()
            try check(try await ledger.recorded(), against: ordered)
        }
        var applied: [PostgresMigration] = []
        for migration in ordered {
            let isNew = try await connection.transaction(isolation: .readCommitted) { _ in
                try await ledger.lock()
                let recorded = try await ledger.recorded()
                try check(recorded, against: ordered)
                guard !recorded.contains(where: { $0.version == migration.version }) else { return false }
                try await run(migration, on: connection)
                try await ledger.record(migration)
                return true
            }
            if isNew { applied.append(migration) }
        }
        return applied
    }

    private static func isUpToDate(_ ledger: MigrationLedger, _ ours: [PostgresMigration]) async throws -> Bool {
        guard try await ledger.isReadable() else { return false }
        let recorded = try await ledger.recorded()
        try check(recorded, against: ours)
        return recorded.count == ours.count
    }

    private static func check(
        _ recorded: [MigrationLedger.Entry],
        against ours: [PostgresMigration]
    ) throws(PostgresError) {
        for entry in recorded {
            guard let own = ours.first(where: { $0.version == entry.version }) else {
                throw PostgresError(
                    .migrationRefused,
                    "the database has migration \(entry.version) (\(entry.name)), which this program does not know: "
                        + "it was migrated by a newer one"
                )
            }
            guard own.isRecorded(as: entry.checksum) else {
                throw PostgresError(
                    .migrationRefused,
                    "migration \(entry.version) (\(entry.name)) was applied with contents that differ from this program's"
                )
            }
        }
    }

    private static func run(
        _ migration: PostgresMigration,
        on connection: PostgresConnection
    ) async throws(PostgresError) {
        do {
            try await connection.execute(migration.sql, timeout: patience)
        } catch {
            var described = error
            let line = error.server?.position.map { ", line \(migration.line(at: $0))" } ?? ""
            described.message = "migration \(migration.version) (\(migration.name))\(line): \(error.message)"
            throw described
        }
        guard await connection.isInTransaction else {
            throw PostgresError(
                .migrationRefused,
                "migration \(migration.version) (\(migration.name)) ends its own transaction"
            )
        }
    }
}

extension PostgresMigration {
    /// The position of a character in the SQL by line and column, both from 1.
    func line(at position: Int) -> Int {
        sql.unicodeScalars.prefix(max(0, position - 1)).count { $0 == "\n" } + 1
    }
}

/// One step of a schema's history.
package struct PostgresMigration: Hashable, Sendable {
    /// Its position; migrations are applied from the lowest to the highest.
    package let version: Int

    /// Its purpose, in a few words.
    package let name: String

    /// The statements, without BEGIN and COMMIT.
    package let sql: String

    /// The checksums of its former texts.
    private let formerChecksums: Set<String>

    /// Creates a migration. Once it has been applied anywhere, its SQL must not change, except to support databases
    /// that refused it.
    ///
    /// - Parameter formerChecksums: of texts with the same effect wherever they were applied.
    package init(version: Int, name: String, sql: String, formerChecksums: Set<String> = []) {
        self.version = version
        self.name = name
        self.sql = sql
        self.formerChecksums = formerChecksums
    }

    /// Whether a database that recorded this checksum has the migration's result.
    func isRecorded(as recorded: String) -> Bool { recorded == checksum || formerChecksums.contains(recorded) }

    /// The SHA-256 of the SQL, in hexadecimal.
    package var checksum: String { HexadecimalBytes.encode(Array(SHA256.hash(data: Array(sql.utf8)))) }
}
