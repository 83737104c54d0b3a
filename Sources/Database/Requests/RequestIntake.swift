internal import Logging
internal import Orchestrator
internal import Postgres
internal import Workspaces

/// Turns requests into operations, within one transaction: a request is answered exactly once.
struct RequestIntake {
    let connection: PostgresConnection
    let settings: PostgresOperationStore.Settings

    /// Takes requests, oldest first, and rows that no trigger saw.
    ///
    /// - Returns: how many were taken.
    func take(limit: Int) async throws -> Int {
        try await connection.query(SharedTables.lockTimeout)
        try await findUnseenRows(limit: limit)
        var taken = 0
        while taken < limit {
            let requests = try await takeHeads(limit: limit - taken)
            guard !requests.isEmpty else { break }
            for request in requests { try await answerAlone(request) }
            taken += requests.count
        }
        return taken
    }

    /// The oldest request of each workspace, with owners taking turns, so that a few requests do not wait behind a
    /// flood. The next request of the same workspace waits until this one is answered and committed, whichever daemon
    /// takes it: a teardown must not be processed before the provision that it should undo.
    ///
    /// Text from clients is read as text: one meaningless request must not block the others.
    func takeHeads(limit: Int) async throws -> [StoredRequest] {
        try await connection.query(
            """
            WITH ready AS NOT MATERIALIZED (
                SELECT r.id, r.workspace_number FROM moorage.requests r
                WHERE \(unescaped: StoredRequest.isReady)
            ), turns AS MATERIALIZED (
                SELECT r.id, r.workspace_number,
                    row_number() OVER (PARTITION BY w.owner_id ORDER BY r.id) AS turn
                FROM ready r LEFT JOIN public.workspaces w ON w.id = r.workspace_number
            )
            DELETE FROM moorage.requests WHERE id IN (
                SELECT q.id FROM moorage.requests q JOIN turns r ON r.id = q.id
                WHERE NOT EXISTS (
                    SELECT FROM ready e WHERE e.workspace_number = r.workspace_number AND e.id < r.id
                )
                ORDER BY r.turn, q.id LIMIT \(limit) FOR UPDATE OF q SKIP LOCKED
            )
            RETURNING id, kind, workspace_number, coalesce(workspace_id, ''),
                waits_for_operation IS NOT NULL, options::text
            """
        ).decode((Int64, StoredRequest.Kind, WorkspaceNumber, String, Bool, String?).self)
            .map { id, kind, workspace, workspaceID, hasWaited, options in
                StoredRequest(
                    id: id,
                    kind: kind,
                    workspace: workspace,
                    workspaceID: workspaceID,
                    hasWaited: hasWaited,
                    options: options
                )
            }
            .sorted { $0.id < $1.id }
    }

    /// A row that the database or this program cannot understand fails alone; later requests continue.
    func answerAlone(_ request: StoredRequest) async throws {
        try await connection.execute("SAVEPOINT request")
        do {
            try await answer(request)
        } catch let error as PostgresError where !error.isRetryable {
            try await connection.execute("ROLLBACK TO SAVEPOINT request")
            let line = LogLine(.error, "The row cannot be read (\(error)). Correct it and try again.")
            let known = try await KnownWorkspace.locked(request.workspace, on: connection)
            // A workspace with an operation or a place keeps its status.
            if known.operation == nil, !known.hasSite {
                try await recordFailure(of: request.workspace, workspaceID: request.workspaceID, line)
            } else {
                try await connection.query(PostgresOperationStore.appendLogs([line], to: request.workspace))
            }
        }
        try await connection.execute("RELEASE SAVEPOINT request")
    }

    /// The contract's backstop: a row that no trigger saw (after a restore, or from a replication role) is also a
    /// request.
    func findUnseenRows(limit: Int) async throws {
        // One daemon at a time, in a separate statement: two would each find the same row.
        guard try await Turn.unseenRows.takeIfFree(on: connection) else { return }
        try await connection.query(
            """
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id)
            SELECT 'provision', w.id, w.workspace_id FROM public.workspaces w
            WHERE w.status = 'provisioning'
              AND NOT EXISTS (SELECT FROM moorage.workspaces m WHERE m.number = w.id)
              AND NOT EXISTS (SELECT FROM moorage.unmanaged_workspaces u WHERE u.number = w.id)
              AND NOT EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = w.id)
            LIMIT \(limit)
            """
        )
    }

    func recordFailure(of workspace: WorkspaceNumber, workspaceID: String, _ line: LogLine) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.workspaces (number, workspace_id, status)
            VALUES (\(workspace), \(workspaceID), 'failed')
            ON CONFLICT (number) DO UPDATE SET status = 'failed',
                version = moorage.workspaces.version + 1, row_version = moorage.workspaces.row_version + 1
            """
        )
        try await connection.query(PostgresOperationStore.appendLogs([line], to: workspace))
    }
}
