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

    /// The oldest request of each workspace, owners in turns: who commits a few does not stand behind a flood. The next
    /// one of the same workspace waits until this one is answered and committed, whichever daemon takes it: a teardown
    /// must not be looked at before the provision that it is to undo.
    ///
    /// What clients wrote is read as text: one request that makes no sense must not keep the others from being taken.
    func takeHeads(limit: Int) async throws -> [StoredRequest] {
        try await connection.query(
            """
            WITH ready AS NOT MATERIALIZED (
                SELECT r.id, r.workspace_number FROM moorage.requests r
                WHERE r.waits_for_operation IS NULL
                   OR NOT EXISTS (SELECT FROM moorage.operations o WHERE o.id = r.waits_for_operation)
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
                CASE WHEN kind IN ('warning', 'provision') THEN options::text END
            """
        ).decode((Int64, StoredRequest.Kind, WorkspaceNumber, String, String?).self)
            .map { id, kind, workspace, workspaceID, options in
                StoredRequest(id: id, kind: kind, workspace: workspace, workspaceID: workspaceID, options: options)
            }
            .sorted { $0.id < $1.id }
    }

    /// A row that the database or this program cannot make sense of fails alone; the requests behind it go on.
    func answerAlone(_ request: StoredRequest) async throws {
        try await connection.execute("SAVEPOINT request")
        do {
            try await answer(request)
        } catch let error as PostgresError where !error.isRetryable {
            try await connection.execute("ROLLBACK TO SAVEPOINT request")
            let line = LogLine(.error, "The row cannot be read (\(error)). Correct it and ask again.")
            // What is under way goes on: its status is its own.
            if try await KnownWorkspace.load(request.workspace, on: connection)?.liveOperation != nil {
                try await connection.query(PostgresOperationStore.appendLogs([line], to: request.workspace))
            } else {
                try await recordFailure(of: request.workspace, workspaceID: request.workspaceID, line)
            }
        }
        try await connection.execute("RELEASE SAVEPOINT request")
    }

    /// The contract's backstop: a row that a trigger did not see (a restore, a replication role) is a request too.
    func findUnseenRows(limit: Int) async throws {
        // One daemon at a time, in a statement of its own: two would each find the same row.
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

    func answer(_ request: StoredRequest) async throws {
        let known = try await KnownWorkspace.load(request.workspace, on: connection)
        switch request.kind {
        case .provision: try await provision(request, known)
        case .repair: try await repair(request, known)
        case .decommission: try await decommission(request, known)
        case .delete:
            try await connection.query(
                "UPDATE moorage.workspaces SET is_row_deleted = true WHERE number = \(request.workspace)"
            )
            try await decommission(request, known)
        case .cancel: try await cancel(request, known)
        case .warning:
            guard let line = try request.line(), known != nil else { return }
            try await connection.query(PostgresOperationStore.appendLogs([line], to: request.workspace))
        }
    }

    func setStatus(_ status: WorkspaceStatus, of workspace: WorkspaceNumber) async throws {
        try await connection.query(
            """
            UPDATE moorage.workspaces SET status = \(status.rawValue), version = version + 1,
                row_version = row_version + 1,
                decommissioned_at = CASE WHEN \(status == .decommissioned) THEN clock_timestamp()
                    ELSE decommissioned_at END
            WHERE number = \(workspace)
            """
        )
    }

    @discardableResult
    func start(
        _ kind: OperationKind,
        of workspace: WorkspaceNumber,
        owner: Int64?,
        after delay: Duration,
        priority: Int
    ) async throws -> OperationID {
        let wait = delay > .zero ? try await self.wait(delay) : nil
        return try await connection.query(
            """
            INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version, priority, owner_id,
                next_run_at, waiting_on)
            VALUES (\(workspace), \(kind), \(OperationStep.accept.rawValue),
                \(PostgresJSON(OperationState.accepted)), \(OperationState.accepted.version), \(priority), \(owner),
                clock_timestamp() + \(delay.milliseconds) * interval '1 millisecond',
                \(wait.map { PostgresJSON($0) })::jsonb)
            RETURNING id
            """
        ).decodeOnly(OperationID.self)
    }

    func wait(_ delay: Duration) async throws -> WaitingOn {
        let now = try await connection.query("SELECT clock_timestamp()").decodeOnly(Timestamp.self)
        return WaitingOn(
            kind: .delay,
            since: now,
            nextCheckAt: now + delay,
            detail: "The teardown was accepted and begins after MOORAGE_DECOMMISSION_DELAY.",
            unblock: "It begins by itself; until then moorage workspace cancel keeps the workspace."
        )
    }

    func log(
        _ level: LogLine.Level,
        _ message: String,
        data: [String: JSONValue] = [:],
        for request: StoredRequest
    ) async throws {
        try await connection.query(
            PostgresOperationStore.appendLogs([LogLine(level, message, data: data)], to: request.workspace)
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

    func repeatRequest(_ request: StoredRequest, after operation: OperationID) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id, options, waits_for_operation)
            VALUES (\(request.kind == .delete ? .decommission : request.kind), \(request.workspace),
                \(request.workspaceID), \(request.options)::text::jsonb, \(operation))
            """
        )
    }
}
