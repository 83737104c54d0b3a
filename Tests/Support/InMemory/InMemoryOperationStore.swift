package import Orchestrator
internal import PortAllocator
package import Workspaces

/// The operations in memory, with the rules of `PostgresOperationStore`: both run ``StoreConformance``.
package struct InMemoryOperationStore: OperationStore {
    /// The state shared with the other daemons.
    package let database: InMemoryDatabase
    let daemon: String
    let defaultRegion: String
    let decommissionDelay: Duration
    let allocator = PortBlockAllocator()

    /// One daemon's access to the database.
    ///
    /// - Parameter daemon: its name; unique among all running daemons.
    package init(
        database: InMemoryDatabase,
        daemon: String,
        defaultRegion: String = "nyc3",
        decommissionDelay: Duration = .zero
    ) {
        self.database = database
        self.daemon = daemon
        self.defaultRegion = defaultRegion
        self.decommissionDelay = decommissionDelay
    }

    /// A secret of a workspace or host.
    package func secret(_ purpose: SecretPurpose, of subject: Int64) async throws(StoreError) -> Secret<[UInt8]>? {
        database.read { $0.secrets[.init(purpose: purpose, subject: subject)] }
    }

    /// The workspace's secrets: the recorded ones, or new ones from `mint`, which are then recorded.
    package func workspaceSecrets(
        of workspace: WorkspaceNumber,
        holder: LeaseHolder,
        mint: Secret<[UInt8]>
    ) async throws(StoreError) -> Secret<[UInt8]> {
        let key = InMemoryTables.SecretKey(purpose: .workspace, subject: workspace.rawValue)
        return try database.write(heldBy: holder) { tables in
            if let known = tables.secrets[key] { return .success(known) }
            tables.secrets[key] = mint
            return .success(mint)
        }
    }
}
