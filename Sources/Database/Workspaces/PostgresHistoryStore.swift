package import Postgres
package import Workspaces

/// The history of workspaces, from the daemons' journal.
package struct PostgresHistoryStore: HistoryStore {
    /// The number of step changes to read; an operation has about twenty, and one that retries for days has more.
    private static let changeLimit: Int64 = 2000

    private let pool: PostgresPool

    /// Reads this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// Operations and their steps.
    package func history(of workspace: WorkspaceNumber, limit: Int64) async throws -> [PastOperation] {
        try await storing {
            let results = try await pool.pipeline([
                """
                SELECT id, kind, outcome, error, created_at, extract(epoch FROM ended_at - created_at)::float8
                FROM (
                    SELECT id, kind, outcome, error, created_at, finished_at AS ended_at
                    FROM moorage.operation_history WHERE workspace_number = \(workspace)
                    UNION ALL
                    SELECT id, kind, NULL, NULL, created_at, now()
                    FROM moorage.operations WHERE workspace_number = \(workspace)
                ) all_of_them ORDER BY id DESC LIMIT \(limit)
                """,
                """
                SELECT t.operation_id, t.from_step, t.to_step, extract(epoch FROM t.at - o.created_at)::float8
                FROM moorage.transitions t JOIN (
                    SELECT id, created_at FROM moorage.operation_history WHERE workspace_number = \(workspace)
                    UNION ALL SELECT id, created_at FROM moorage.operations WHERE workspace_number = \(workspace)
                    ORDER BY id DESC LIMIT \(limit)
                ) o ON o.id = t.operation_id
                WHERE t.from_step <> t.to_step ORDER BY t.operation_id DESC, t.sequence LIMIT \(Self.changeLimit)
                """,
            ])
            var changes: [Int64: [Change]] = [:]
            for (id, from, to, offset) in try results[1].decode((Int64, String, String, Double).self) {
                changes[id, default: []].append(Change(from: from, to: to, offset: offset))
            }
            return try results[0].decode((Int64, String, String?, String?, Timestamp, Double).self).map { row in
                let duration = max(0, row.5)
                return PastOperation(
                    id: row.0,
                    kind: Written(text: row.1),
                    outcome: row.2.map(Written.init(text:)),
                    error: row.3,
                    createdAt: row.4,
                    duration: duration,
                    steps: Self.steps(changes[row.0] ?? [], end: duration, isOver: row.2 != nil)
                )
            }
        }
    }

    private struct Change {
        let from: String
        let to: String
        let offset: Double
    }

    /// Each step from the change that entered it to the one that left it. A finished operation stays at its last step,
    /// which takes no time.
    private static func steps(_ changes: [Change], end: Double, isOver: Bool) -> [PastOperation.Step] {
        guard let first = changes.first else { return [] }
        var steps = [PastOperation.Step(name: Written(text: first.from), offset: 0, duration: max(0, first.offset))]
        for (index, change) in changes.enumerated() {
            let isLast = index == changes.count - 1
            if isLast, isOver, change.to == OperationStep.finish.rawValue { break }
            let next = isLast ? end : changes[index + 1].offset
            steps.append(
                .init(name: Written(text: change.to), offset: change.offset, duration: max(0, next - change.offset))
            )
        }
        return steps
    }
}
