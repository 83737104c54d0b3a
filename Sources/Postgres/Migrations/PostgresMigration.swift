import Crypto

/// One step of a schema's history.
package struct PostgresMigration: Hashable, Sendable {
    /// The place in the order; migrations are applied from the lowest to the highest.
    package let version: Int

    /// What it does, in a few words.
    package let name: String

    /// The statements, without BEGIN and COMMIT.
    package let sql: String

    /// The checksums of its former texts.
    private let formerChecksums: Set<String>

    /// Creates a migration. Once it has been applied anywhere, its SQL must not change, except to serve databases that
    /// refused it.
    ///
    /// - Parameter formerChecksums: of texts that did the same wherever they were applied.
    package init(version: Int, name: String, sql: String, formerChecksums: Set<String> = []) {
        self.version = version
        self.name = name
        self.sql = sql
        self.formerChecksums = formerChecksums
    }

    /// Whether a database on which this checksum was recorded has what the migration makes.
    func isRecorded(as recorded: String) -> Bool { recorded == checksum || formerChecksums.contains(recorded) }

    /// The SHA-256 of the SQL, in hexadecimal.
    package var checksum: String { HexadecimalBytes.encode(Array(SHA256.hash(data: Array(sql.utf8)))) }
}
