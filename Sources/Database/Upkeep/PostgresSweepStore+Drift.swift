package import Orchestrator
internal import Postgres
package import Workspaces

extension PostgresSweepStore: DriftStore {
    /// The active workspaces without an operation, or the one with a name.
    package func driftSubjects(_ workspace: WorkspaceID?) async throws(StoreError) -> [DriftSubject] {
        let rows = try await run { pool in
            try await pool.query(
                """
                SELECT w.number, w.workspace_id, w.site FROM moorage.workspaces w
                WHERE w.status = 'active' AND w.site IS NOT NULL
                  AND (\(workspace?.rawValue)::text IS NULL OR w.workspace_id = \(workspace?.rawValue)::text)
                  AND NOT EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = w.number)
                ORDER BY w.number
                """
            ).decode((WorkspaceNumber, String, PostgresJSON<Site>).self)
        }
        return rows.compactMap { number, id, site in
            WorkspaceID(id).map { DriftSubject(number: number, workspace: $0, site: site.value) }
        }
    }

    /// Records the differences in the checked places, and reports new and resolved ones in the log.
    package func recordDrift(
        _ drift: [Drift],
        of workspace: WorkspaceNumber,
        in aspects: Set<Drift.Aspect>
    ) async throws(StoreError) {
        try await run { pool in
            try await pool.withTransaction { connection in
                let isQuiet = try await connection.query(
                    """
                    SELECT w.status = 'active'
                        AND NOT EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = w.number)
                    FROM moorage.workspaces w WHERE w.number = \(workspace) FOR UPDATE
                    """
                ).decodeFirst(Bool.self)
                guard isQuiet == true else { return }
                var lines: [LogLine] = []
                for item in drift where try await Self.isNew(item, of: workspace, on: connection) {
                    lines.append(Self.line(item, workspace))
                }
                for item in try await Self.mended(drift, of: workspace, in: aspects, on: connection) {
                    lines.append(LogLine(.info, "No longer so: \(item.detail)", data: ["drift": .string(item.kind)]))
                }
                try await connection.query(PostgresOperationStore.appendLogs(lines, to: workspace))
            }
        }
    }

    private static func line(_ drift: Drift, _ workspace: WorkspaceNumber) -> LogLine {
        let remedy = drift.isRepairable ? " Repair it with moorage workspace repair." : ""
        return LogLine(
            .warning,
            "\(drift.detail)\(remedy)",
            data: ["drift": .string(drift.kind), "subject": .string(drift.subject)]
        )
    }

    private static func isNew(
        _ drift: Drift,
        of workspace: WorkspaceNumber,
        on connection: PostgresConnection
    ) async throws -> Bool {
        try await connection.query(
            """
            INSERT INTO moorage.drift (workspace_number, kind, subject, detail, is_repairable)
            VALUES (\(workspace), \(drift.kind), \(drift.subject), \(drift.detail), \(drift.isRepairable))
            ON CONFLICT (workspace_number, kind, subject) DO UPDATE SET
                detail = excluded.detail, is_repairable = excluded.is_repairable, last_seen_at = clock_timestamp()
            RETURNING first_seen_at = last_seen_at OR xmax = 0
            """
        ).decodeOnly(Bool.self)
    }

    private static func mended(
        _ drift: [Drift],
        of workspace: WorkspaceNumber,
        in aspects: Set<Drift.Aspect>,
        on connection: PostgresConnection
    ) async throws -> [Drift] {
        let known = try await connection.query(
            "SELECT kind, subject, detail, is_repairable FROM moorage.drift WHERE workspace_number = \(workspace)"
        ).decode((String, String, String, Bool).self).map { row in
            Drift(kind: row.0, subject: row.1, detail: row.2, isRepairable: row.3)
        }
        let mended = known.filter { item in
            aspects.contains(item.aspect) && !drift.contains { $0.kind == item.kind && $0.subject == item.subject }
        }
        for item in mended {
            try await connection.query(
                """
                DELETE FROM moorage.drift
                WHERE workspace_number = \(workspace) AND kind = \(item.kind) AND subject = \(item.subject)
                """
            )
        }
        return mended
    }

    /// Lets a bare-metal host accept nothing more until an operator confirms its key.
    package func quarantine(_ host: HostID) async throws(StoreError) {
        try await run { pool in
            _ = try await pool.query(
                "UPDATE moorage.hosts SET state = 'quarantined' WHERE id = \(host) AND kind = 'bare_metal'"
            )
        }
    }
}
