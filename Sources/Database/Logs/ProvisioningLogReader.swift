package import Postgres
package import Workspaces

/// Reads a workspace's log by number: who resumes after n gets n + 1.
package struct ProvisioningLogReader: Sendable {
    private let pool: PostgresPool

    /// Rows in one reading: bounds what is held in memory.
    package static let pageLimit = 1000

    /// Reads from this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// The rows after a number, oldest first, at most ``pageLimit``; rows that have no number yet get theirs first.
    package func read(_ workspace: WorkspaceNumber, after number: Int64) async throws -> [ProvisioningLogEntry] {
        try await PostgresLogStore.rows(of: workspace, after: number, limit: Int64(Self.pageLimit), on: pool)
            .map(ProvisioningLogEntry.init)
    }
}
