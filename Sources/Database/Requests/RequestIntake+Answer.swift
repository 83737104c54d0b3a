internal import Orchestrator
internal import Postgres
internal import Workspaces

/// Carries out what ``RequestDesk`` decides.
extension RequestIntake {
    func answer(_ request: StoredRequest) async throws {
        switch request.kind {
        case .asked(let wanted): try await answer(wanted, request)
        case .delete:
            try await connection.query(
                "UPDATE moorage.workspaces SET is_row_deleted = true WHERE number = \(request.workspace)"
            )
            try await answer(.operation(.decommission), request)
        case .warning:
            guard let line = try request.line() else { return }
            try await connection.query(PostgresOperationStore.appendLogs([line], to: request.workspace))
        }
    }

    private func answer(_ wanted: WorkspaceRequest, _ request: StoredRequest) async throws {
        let known = try await KnownWorkspace.locked(request.workspace, on: connection)
        let decision = RequestDesk.decide(wanted, knowing: known, hasWaited: request.hasWaited)
        var lines: [LogLine] = []
        if decision.callsOffProvisions, try await callOffProvisions(of: request.workspace) {
            lines.append(RequestDesk.Decision.calledOff)
        }
        switch (decision.answer, wanted) {
        case (.start, .operation(.provision)): try await build(request)
        case (.start, .operation(let kind)): try await begin(kind, of: request.workspace)
        case (.removeThenStart, _):
            let removal = try await begin(.decommission, of: request.workspace, isDelayed: false)
            try await append(wanted, request, after: removal)
        case (.queue, _): try await append(wanted, request, after: known.operation?.id)
        case (.stopThenQueue, _):
            try await askToStop(known.operation?.id)
            try await append(wanted, request, after: known.operation?.id)
        case (.stop, _): try await askToStop(known.operation?.id)
        case (.conclude, _): try await setStatus(.decommissioned, of: request.workspace)
        case (.start, .cancel), (.forward, _), (.nothing, _), (.refuse, _): break
        }
        if let line = decision.line { lines.append(line) }
        try await connection.query(PostgresOperationStore.appendLogs(lines, to: request.workspace))
    }

    /// Begins an operation on a known workspace.
    @discardableResult
    private func begin(
        _ kind: OperationKind,
        of workspace: WorkspaceNumber,
        isDelayed: Bool? = nil
    ) async throws -> OperationID {
        if let status = kind.traits.startStatus { try await setStatus(status, of: workspace) }
        let delay = isDelayed ?? kind.traits.isDelayed ? settings.decommissionDelay : .zero
        return try await insert(kind, of: workspace, owner: nil, after: delay)
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

    func insert(
        _ kind: OperationKind,
        of workspace: WorkspaceNumber,
        owner: Int64?,
        after delay: Duration
    ) async throws -> OperationID {
        let wait = delay > .zero ? try await self.wait(delay) : nil
        return try await connection.query(
            """
            INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version, priority, owner_id,
                next_run_at, waiting_on)
            VALUES (\(workspace), \(kind), \(OperationStep.accept.rawValue),
                \(PostgresJSON(OperationState.accepted)), \(OperationState.accepted.version), \(kind.traits.priority),
                \(owner), clock_timestamp() + \(delay.milliseconds) * interval '1 millisecond',
                \(wait.map { PostgresJSON($0) })::jsonb)
            RETURNING id
            """
        ).decodeOnly(OperationID.self)
    }

    private func wait(_ delay: Duration) async throws -> WaitingOn {
        let now = try await connection.query("SELECT clock_timestamp()").decodeOnly(Timestamp.self)
        return WaitingOn(
            kind: .delay,
            since: now,
            nextCheckAt: now + delay,
            detail: "The decommission was accepted and begins after MOORAGE_DECOMMISSION_DELAY.",
            unblock: "It begins automatically; until then moorage workspace cancel keeps the workspace."
        )
    }

    /// Stores the request again, to be answered when the operation is over.
    private func append(
        _ wanted: WorkspaceRequest,
        _ request: StoredRequest,
        after operation: OperationID?
    ) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id, options, waits_for_operation)
            VALUES (\(wanted.name), \(request.workspace), \(request.workspaceID), \(request.options)::text::jsonb,
                \(operation))
            """
        )
    }

    private func askToStop(_ operation: OperationID?) async throws {
        try await connection.query(
            """
            UPDATE moorage.operations
            SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
                next_run_at = least(next_run_at, clock_timestamp())
            WHERE id = \(operation)
            """
        )
        // The daemon that works on it is notified immediately, instead of at its next renewal.
        try await connection.query("SELECT pg_notify('moorage_work', '')")
    }

    /// Removes the provisions that wait for the end of an operation. A provision that another daemon is answering is
    /// left to that daemon, because the two would otherwise wait for each other.
    private func callOffProvisions(of workspace: WorkspaceNumber) async throws -> Bool {
        try await connection.query(
            """
            DELETE FROM moorage.requests WHERE id IN (
                SELECT id FROM moorage.requests
                WHERE workspace_number = \(workspace) AND kind = \(OperationKind.provision)
                    AND waits_for_operation IS NOT NULL
                FOR UPDATE SKIP LOCKED
            )
            """
        ).affectedCount > 0
    }
}
