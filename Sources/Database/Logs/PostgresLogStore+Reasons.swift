internal import Postgres
package import Workspaces

extension PostgresLogStore {
    /// The longest text that fits into a row of a table.
    private static let longestReason: Int32 = 500

    /// Each workspace's newest error. The search starts with the newest row, because a failed workspace has its error
    /// near the end.
    package func reasons(of workspaces: [WorkspaceNumber]) async throws -> [WorkspaceNumber: String] {
        guard !workspaces.isEmpty else { return [:] }
        let numbers = workspaces.map(\.rawValue)
        return try await storing {
            let results = try await pool.pipeline([
                """
                SELECT moorage.number_logs(u.workspace_number) FROM (
                    SELECT DISTINCT workspace_number FROM moorage.unnumbered_logs
                    WHERE workspace_number = ANY (\(numbers)::bigint[])) u
                """,
                """
                SELECT k.workspace, f.message FROM unnest(\(numbers)::bigint[]) AS k (workspace),
                LATERAL (
                    SELECT left(l.message, \(Self.longestReason)) AS message
                    FROM moorage.log_numbers n JOIN public.provisioning_logs l ON l.id = n.log_id
                    WHERE n.workspace_number = k.workspace AND l.level = 'error' AND l.message <> ''
                    ORDER BY n.number DESC LIMIT 1
                ) f
                """,
            ])
            let rows = try results[1].decode((Int64, String).self)
            return Dictionary(rows.map { (WorkspaceNumber(rawValue: $0.0), $0.1) }) { first, _ in first }
        }
    }
}
