package import Postgres
package import Workspaces

/// Reads a workspace's log as it grows, across lost connections and restarts of the database: each number once, in
/// order.
package struct ProvisioningLogFollower: Sendable {
    private let reader: ProvisioningLogReader
    private let workspace: WorkspaceNumber
    /// The number of the last row that was handed over.
    private var last: Int64

    /// Follows from behind a number.
    package init(pool: PostgresPool, workspace: WorkspaceNumber, after number: Int64) {
        self.reader = ProvisioningLogReader(pool: pool)
        self.workspace = workspace
        self.last = number
    }

    /// What has come since the last call, at most ``ProvisioningLogReader/pageLimit`` rows. Empty while the database is
    /// away: nothing is lost by it, because a row keeps its number.
    ///
    /// - Throws: `PostgresError` that no waiting mends.
    package mutating func next() async throws -> [ProvisioningLogEntry] {
        do {
            let entries = try await reader.read(workspace, after: last)
            last = entries.last?.number ?? last
            return entries
        } catch let error as PostgresError where error.isRetryable || error.isOutcomeUnknown {
            return []
        }
    }
}
