import Crypto

/// One step of a schema's history.
public struct PostgresMigration: Hashable, Sendable {
    /// The place in the order; migrations are applied from the lowest to the highest.
    public let version: Int

    /// What it does, in a few words.
    public let name: String

    /// The statements, without BEGIN and COMMIT.
    public let sql: String

    /// Creates a migration. Once it has been applied anywhere, its SQL must not change.
    public init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// The SHA-256 of the SQL, in hexadecimal.
    public var checksum: String { HexadecimalBytes.encode(Array(SHA256.hash(data: Array(sql.utf8)))) }
}
