internal import FoundationEssentials
package import Postgres
package import Workspaces

/// The logs of workspaces in `provisioning_logs`, by the numbers that are assigned after each commit.
package struct PostgresLogStore: LogStore {
    let pool: PostgresPool

    /// Reads this database.
    package init(pool: PostgresPool) { self.pool = pool }

    private static let columns = """
        l.id::bigint, n.number, n.workspace_number,
        coalesce((SELECT w.workspace_id FROM public.workspaces w WHERE w.id = n.workspace_number), '')::text, l.timestamp::timestamptz,
        coalesce(l.level, '')::text, coalesce(l.message, '')::text,
        CASE WHEN json_typeof(l.data::json) = 'object' THEN l.data::text ELSE '{}' END
        """

    private static func record(_ cursor: inout RowCursor) throws -> LogRow {
        LogRow(
            id: try cursor.next(),
            number: try cursor.next(),
            workspace: try cursor.next(),
            workspaceID: try cursor.next(),
            timestamp: cursor.moment(),
            level: try cursor.next(),
            message: try cursor.next(),
            data: data(try cursor.next())
        )
    }

    /// A client may have written JSON that a decoder does not accept.
    private static func data(_ text: String) -> JSONValue {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .object([:])
    }

    private static func records(_ rows: PostgresRows) throws -> [LogRow] {
        try rows.map { row in
            var cursor = RowCursor(row)
            return try record(&cursor)
        }
    }

    /// The newest rows.
    package func newest(of workspace: WorkspaceNumber, limit: Int64) async throws -> [LogRow] {
        try await storing {
            let results = try await pool.pipeline([
                "SELECT moorage.number_logs(\(workspace))",
                """
                SELECT \(unescaped: Self.columns)
                FROM moorage.log_numbers n JOIN public.provisioning_logs l ON l.id = n.log_id
                WHERE n.workspace_number = \(workspace) ORDER BY n.number DESC LIMIT \(limit)
                """,
            ])
            return try Self.records(results[1])
        }
    }

    /// The rows after a number.
    package func rows(of workspace: WorkspaceNumber, after number: Int64, limit: Int64) async throws -> [LogRow] {
        try await storing {
            let results = try await pool.pipeline([
                "SELECT moorage.number_logs(\(workspace))",
                """
                SELECT \(unescaped: Self.columns)
                FROM moorage.log_numbers n JOIN public.provisioning_logs l ON l.id = n.log_id
                WHERE n.workspace_number = \(workspace) AND n.number > \(number) ORDER BY n.number LIMIT \(limit)
                """,
            ])
            return try Self.records(results[1])
        }
    }

    /// The rows before a number.
    package func rows(of workspace: WorkspaceNumber, before number: Int64, limit: Int64) async throws -> [LogRow] {
        try await storing {
            try Self.records(
                try await pool.query(
                    """
                    SELECT \(unescaped: Self.columns)
                    FROM moorage.log_numbers n JOIN public.provisioning_logs l ON l.id = n.log_id
                    WHERE n.workspace_number = \(workspace) AND n.number < \(number) ORDER BY n.number DESC LIMIT \(limit)
                    """
                )
            )
        }
    }

    /// Whether a workspace `w` is at rest: no operation, no request and no unpublished row.
    private static let isResting = """
        (w.status NOT IN (\(moving))
        AND NOT EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = w.id)
        AND NOT EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = w.id)
        AND NOT EXISTS (SELECT FROM moorage.log_outbox x WHERE x.workspace_number = w.id))
        """

    private static var moving: String {
        WorkspaceStatus.allCases.filter { !$0.isResting }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    /// The state of a workspace.
    package func state(of workspace: WorkspaceNumber) async throws -> LogState? {
        try await storing {
            try await pool.query(
                """
                SELECT coalesce(w.status, '')::text, \(unescaped: Self.isResting) FROM public.workspaces w
                WHERE w.id = \(workspace)
                """
            ).decodeFirst((String, Bool).self).map { LogState(status: $0.0, isResting: $0.1) }
        }
    }

    /// The new rows. The states are read first, in a separate statement: rows that were written before a workspace came
    /// to rest are then among those read afterwards.
    package func news(of watched: [WorkspaceNumber: Int64], limit: Int64) async throws -> [LogNews] {
        let numbers = watched.keys.map(\.rawValue)
        let lasts = numbers.map { watched[WorkspaceNumber(rawValue: $0)] ?? 0 }
        return try await storing {
            let results = try await pool.pipeline([
                """
                SELECT w.id::bigint, coalesce(w.status, '')::text, \(unescaped: Self.isResting)
                FROM public.workspaces w WHERE w.id = ANY (\(numbers)::bigint[])
                """,
                """
                SELECT moorage.number_logs(u.workspace_number) FROM (
                    SELECT DISTINCT workspace_number FROM moorage.unnumbered_logs
                    WHERE workspace_number = ANY (\(numbers)::bigint[])) u
                """,
                """
                SELECT k.workspace, f.* FROM unnest(\(numbers)::bigint[], \(lasts)::bigint[]) AS k (workspace, last),
                LATERAL (
                    SELECT \(unescaped: Self.columns)
                    FROM moorage.log_numbers n JOIN public.provisioning_logs l ON l.id = n.log_id
                    WHERE n.workspace_number = k.workspace AND n.number > k.last ORDER BY n.number LIMIT \(limit)
                ) f
                """,
            ])
            return try Self.news(numbers, states: results[0], rows: results[2])
        }
    }

    private static func news(_ numbers: [Int64], states: PostgresRows, rows: PostgresRows) throws -> [LogNews] {
        let states = Dictionary(
            uniqueKeysWithValues: try states.decode((Int64, String, Bool).self).map {
                ($0.0, LogState(status: $0.1, isResting: $0.2))
            }
        )
        var records: [Int64: [LogRow]] = [:]
        for row in rows {
            var cursor = RowCursor(row)
            let workspace = try cursor.next(Int64.self)
            records[workspace, default: []].append(try record(&cursor))
        }
        return numbers.compactMap { number in
            let fresh = (records[number] ?? []).sorted { $0.number < $1.number }
            if let state = states[number], !state.isResting, fresh.isEmpty { return nil }
            return LogNews(workspace: WorkspaceNumber(rawValue: number), state: states[number], rows: fresh)
        }
    }
}
