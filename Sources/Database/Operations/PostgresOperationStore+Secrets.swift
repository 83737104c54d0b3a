package import Orchestrator
internal import Postgres
package import Workspaces

extension PostgresOperationStore {
    /// An opened secret of a workspace or host.
    package func secret(_ purpose: SecretPurpose, of subject: Int64) async throws(StoreError) -> Secret<[UInt8]>? {
        try await run { pool in
            try await pool.withConnection { try await vault(on: $0).open(purpose, of: subject) }
        }
    }

    /// The workspace's secrets: the recorded ones, or new ones from `mint`, which are then recorded.
    package func workspaceSecrets(
        of workspace: WorkspaceNumber,
        holder: LeaseHolder,
        mint: Secret<[UInt8]>
    ) async throws(StoreError) -> Secret<[UInt8]> {
        try await runHeld(by: holder) { connection in
            let vault = vault(on: connection)
            if let known = try await vault.open(.workspace, of: workspace.rawValue) { return known }
            try await vault.save(mint, .workspace, of: workspace.rawValue)
            return mint
        }
    }

    func vault(on connection: PostgresConnection) -> SecretVault {
        SecretVault(sealer: sealer, connection: connection)
    }
}
