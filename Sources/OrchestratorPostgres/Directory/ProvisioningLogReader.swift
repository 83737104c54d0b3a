internal import FoundationEssentials
public import Postgres
public import WorkspaceModel

/// Reads a workspace's log by number: who resumes after n gets n + 1.
public struct ProvisioningLogReader: Sendable {
    private let pool: PostgresPool

    /// Rows in one reading: bounds what is held in memory.
    public static let pageLimit = 1000

    /// Reads from this database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// The rows after a number, oldest first, at most ``pageLimit``; rows that have no number yet get theirs first.
    public func read(_ workspace: WorkspaceNumber, after number: Int64) async throws -> [ProvisioningLogEntry] {
        try await pool.query("SELECT moorage.number_logs(\(workspace))")
        return try await pool.query(
            """
            SELECT n.number, to_char(l.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                coalesce(l.level, '')::text, coalesce(l.message, '')::text,
                CASE WHEN json_typeof(l.data::json) = 'object' THEN l.data::text ELSE '{}' END
            FROM moorage.log_numbers n JOIN public.provisioning_logs l ON l.id = n.log_id
            WHERE n.workspace_number = \(workspace) AND n.number > \(number)
            ORDER BY n.number LIMIT \(Self.pageLimit)
            """
        ).decode((Int64, String, String, String, String).self).map { row in
            ProvisioningLogEntry(
                number: row.0,
                timestamp: row.1,
                level: row.2,
                message: row.3,
                data: Self.data(row.4)
            )
        }
    }

    /// A client may have written what JSON allows and a decoder does not.
    private static func data(_ text: String) -> JSONValue {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .object([:])
    }
}
