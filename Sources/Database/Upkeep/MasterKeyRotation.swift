package import Orchestrator
package import Postgres
internal import Workspaces

/// Seals every secret anew under another master key: all of them or none.
package struct MasterKeyRotation: Sendable {
    private let pool: PostgresPool

    /// Secrets in one reading: bounds what is open in memory at a time.
    private static let batch = 200

    /// Why a rotation was refused, and what to do.
    package struct Refusal: Error, CustomStringConvertible {
        /// The reason, in plain sentences.
        package let description: String
    }

    /// Works on this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// Opens what is sealed under one key and seals it under the other, in one transaction.
    ///
    /// Daemons that still hold the old key can open nothing afterwards and write no secret: what they were working on
    /// rests until they are started with the new one.
    ///
    /// - Returns: how many secrets were sealed anew; 0 when the database is under the new key already.
    /// - Throws: ``Refusal`` when the database is under neither key, `SecretsFailure`, `PostgresError`.
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
