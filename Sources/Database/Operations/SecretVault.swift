internal import Orchestrator
internal import Postgres
internal import Workspaces

/// The table `moorage.secrets`: sealed values, each bound to its purpose and subject.
struct SecretVault {
    let sealer: SecretSealer
    let connection: PostgresConnection

    /// An opened secret; nil if none is recorded.
    func open(_ purpose: SecretPurpose, of subject: Int64) async throws -> Secret<[UInt8]>? {
        let sealed = try await connection.query(
            "SELECT sealed FROM moorage.secrets WHERE purpose = \(purpose.rawValue) AND subject = \(subject)"
        ).decodeFirst([UInt8].self)
        return try sealed.map { try sealer.open($0, context: Self.context(purpose, subject)) }
    }

    /// Seals and records a secret, replacing a recorded one.
    func save(_ secret: Secret<[UInt8]>, _ purpose: SecretPurpose, of subject: Int64) async throws {
        let sealed = try sealer.seal(secret, context: Self.context(purpose, subject))
        try await connection.query(
            """
            INSERT INTO moorage.secrets (purpose, subject, key_id, sealed)
            VALUES (\(purpose.rawValue), \(subject), \(sealer.keyID), \(sealed))
            ON CONFLICT (purpose, subject) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed
            """
        )
    }

    /// What a seal authenticates besides the value, so that no value can be put in the place of another.
    private static func context(_ purpose: SecretPurpose, _ subject: Int64) -> String {
        "\(purpose.rawValue)/\(subject)"
    }
}
