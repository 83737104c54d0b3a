public import Orchestrator
internal import Postgres
public import WorkspaceModel

extension PostgresOperationStore {
    /// A secret of a workspace or host, opened.
    public func secret(_ purpose: SecretPurpose, of subject: Int64) async throws(StoreError) -> Secret<[UInt8]>? {
        try await run { pool in
            try await pool.withConnection { try await openSecret(purpose, of: subject, on: $0) }
        }
    }

    /// The workspace's secrets: those recorded, else `mint`, which is recorded.
    public func workspaceSecrets(
        of workspace: WorkspaceNumber, holder: LeaseHolder, mint: Secret<[UInt8]>
    ) async throws(StoreError) -> Secret<[UInt8]> {
        try await runHeld(by: holder) { connection in
            if let known = try await openSecret(.workspace, of: workspace.rawValue, on: connection) { return known }
            try await saveSecret(mint, .workspace, of: workspace.rawValue, on: connection)
            return mint
        }
    }

    private func openSecret(
        _ purpose: SecretPurpose, of subject: Int64, on connection: PostgresConnection
    ) async throws -> Secret<[UInt8]>? {
        let sealed = try await connection.query(
            "SELECT sealed FROM moorage.secrets WHERE purpose = \(purpose.rawValue) AND subject = \(subject)"
        ).decodeFirst([UInt8].self)
        return try sealed.map { try sealer.open($0, context: Self.context(purpose, subject)) }
    }

    func saveSecret(
        _ secret: Secret<[UInt8]>, _ purpose: SecretPurpose, of subject: Int64, on connection: PostgresConnection
    ) async throws {
        let sealed = try sealer.seal(secret, context: Self.context(purpose, subject))
        try await connection.query(
            """
            INSERT INTO moorage.secrets (purpose, subject, key_id, sealed)
            VALUES (\(purpose.rawValue), \(subject), \(sealer.keyID), \(sealed))
            ON CONFLICT (purpose, subject) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed
            """
        )
    }

    /// What a seal authenticates besides the value, so that one cannot be put in another's place.
    private static func context(_ purpose: SecretPurpose, _ subject: Int64) -> String {
        "\(purpose.rawValue)/\(subject)"
    }
}
