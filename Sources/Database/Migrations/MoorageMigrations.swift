package import Postgres

/// The migrations of a Moorage database, oldest first. A released migration never changes: its checksum is recorded.
package enum MoorageMigrations {
    /// All of them.
    package static let all: [PostgresMigration] = [
        .sharedTables, .orchestrator, .clients, .unknownWorkspaces, .fairness, .sweepAndDrift, .masterKey,
        .leastPrivilege, .platform, .staffPasswords, .timeZones, .requestKinds,
    ]

    /// Applies the missing migrations, each in one transaction under an advisory lock, and records the kinds of
    /// requests.
    ///
    /// - Returns: the applied migrations.
    /// - Throws: `PostgresError`; `migrationRefused` if an applied migration differs from the one known here, or a
    ///   shared table has a column of an unsuitable type. The refused migration changed nothing.
    package static func apply(on connection: PostgresConnection) async throws -> [PostgresMigration] {
        let applied = try await PostgresMigrator.apply(all, on: connection, schema: "moorage")
        try await RequestKinds.record(on: connection)
        return applied
    }
}
