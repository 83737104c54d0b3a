internal import Orchestrator
internal import Postgres
internal import Workspaces

/// What is asked of a workspace that there is.
extension RequestIntake {
    /// Only what is active can be repaired; everything else is built, or taken apart, by its own operation.
    func repair(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        guard let known else { return }
        if let live = known.liveOperation {
            return try await log(
                .info,
                "A repair was asked for; operation \(live.id) (\(live.kind.rawValue), step \(live.step.rawValue)) is under "
                    + "way.",
                for: request
            )
        }
        guard known.status == WorkspaceStatus.active.rawValue, known.hasSite else {
            return try await log(
                .warning,
                "A repair was asked for, but the workspace is \(known.status): only an active one can be repaired. "
                    + "Build it with moorage workspace retry \(request.workspaceID).",
                for: request
            )
        }
        try await start(.repair, of: request.workspace, owner: nil, after: .zero, priority: 5)
        try await log(.info, "Repair accepted.", for: request)
    }

    func decommission(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        guard let known else { return }
        if let live = known.liveOperation {
            guard live.kind != .decommission else { return try await outliveCancel(of: live.id, request) }
            try await askToCancel(live.id)
            try await repeatRequest(request, after: live.id)
            return try await log(
                .info,
                "Teardown requested; the \(live.kind.rawValue) under way is asked to stop first.",
                for: request
            )
        }
        guard known.status != WorkspaceStatus.decommissioned.rawValue else { return }
        guard known.hasSite else {
            try await setStatus(.decommissioned, of: request.workspace)
            return try await log(.info, "The workspace is decommissioned; nothing of it existed.", for: request)
        }
        try await setStatus(.decommissioning, of: request.workspace)
        try await start(
            .decommission,
            of: request.workspace,
            owner: nil,
            after: settings.decommissionDelay,
            priority: 10
        )
        try await log(.info, "Teardown accepted.", for: request)
    }

    /// A teardown that was asked to stop may end without having removed anything; who asks again after that is heard.
    func outliveCancel(of teardown: OperationID, _ request: StoredRequest) async throws {
        let queued = try await connection.query(
            """
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id, waits_for_operation)
            SELECT 'decommission', \(request.workspace), \(request.workspaceID), id FROM moorage.operations
            WHERE id = \(teardown) AND cancel_requested_at IS NOT NULL AND NOT is_cancel_delivered
            """
        ).affectedCount
        guard queued > 0 else { return }
        try await log(.info, "Teardown requested again after its cancel.", for: request)
    }

    func cancel(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        guard let live = known?.liveOperation else {
            return try await log(.info, "A cancel was asked for; nothing is under way.", for: request)
        }
        try await askToCancel(live.id)
        try await log(.info, "Cancel requested.", for: request)
    }

    func askToCancel(_ operation: OperationID) async throws {
        try await connection.query(
            """
            UPDATE moorage.operations
            SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
                next_run_at = least(next_run_at, clock_timestamp())
            WHERE id = \(operation)
            """
        )
        // Whichever daemon works on it tells it so at once, not at its next renewal.
        try await connection.query("SELECT pg_notify('moorage_work', '')")
    }
}
