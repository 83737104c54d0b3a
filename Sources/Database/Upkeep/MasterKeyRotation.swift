package import Orchestrator
package import Postgres
internal import Workspaces

/// Reseals every secret under a new master key: all of them or none.
package struct MasterKeyRotation: Sendable {
    private let pool: PostgresPool

    /// Secrets per read, which bounds the number of opened secrets in memory.
    private static let batch = 200

    /// Why a rotation was refused, and what to do.
    package struct Refusal: Error, CustomStringConvertible {
        /// The reason, in plain sentences.
        package let description: String
    }

    /// Works on this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// Opens the secrets sealed under one key and seals them under the other, in one transaction.
    ///
    /// Daemons with the old key can then neither open nor write secrets: their operations pause until they are started
    /// with the new key.
    ///
    /// - Returns: the number of resealed secrets; 0 if the database already uses the new key.
    /// - Throws: ``Refusal`` if the database uses neither key; `SecretsFailure`, `PostgresError`.
    package func rotate(from old: SecretSealer, to new: SecretSealer) async throws -> Int {
        try await pool.withTransaction { connection in
            let recorded = try await connection.query(
                "SELECT master_key_id FROM moorage.installation FOR UPDATE"
            ).decodeOnly(String?.self)
            guard recorded == old.keyID || recorded == new.keyID else {
                throw Refusal(
                    description: "This database's secrets are sealed under \(recorded ?? "no key yet"), not under "
                        + "\(old.keyID). Set MOORAGE_MASTER_KEY_FILE to that key, then rotate again."
                )
            }
            try await connection.query("UPDATE moorage.installation SET master_key_id = \(new.keyID)")
            var count = 0
            while true {
                let sealed = try await resealBatch(from: old, to: new, on: connection)
                count += sealed
                if sealed < Self.batch { return count }
            }
        }
    }

    private func resealBatch(
        from old: SecretSealer,
        to new: SecretSealer,
        on connection: PostgresConnection
    ) async throws -> Int {
        let rows = try await connection.query(
            """
            SELECT purpose, subject, sealed FROM moorage.secrets WHERE key_id <> \(new.keyID)
            ORDER BY purpose, subject LIMIT \(Self.batch) FOR UPDATE
            """
        ).decode((String, Int64, [UInt8]).self)
        for (purpose, subject, sealed) in rows {
            let context = "\(purpose)/\(subject)"
            let fresh = try new.seal(try old.open(sealed, context: context), context: context)
            try await connection.query(
                """
                UPDATE moorage.secrets SET key_id = \(new.keyID), sealed = \(fresh)
                WHERE purpose = \(purpose) AND subject = \(subject)
                """
            )
        }
        return rows.count
    }
}
