internal import Postgres
package import Workspaces

extension PostgresWorkspaceStore {
    /// Renames it.
    package func rename(_ workspace: WorkspaceNumber, to name: String) async throws {
        _ = try await storing {
            try await pool.query(
                "UPDATE public.workspaces SET name = \(name), updated_at = now() WHERE id = \(workspace)"
            )
        }
    }

    /// The facts about it that the desk needs.
    package func known(_ workspace: WorkspaceNumber) async throws -> KnownWorkspace {
        try await storing { try await KnownWorkspace.read(workspace, from: pool) }
    }

    /// Stores a request as any client does. A decommissioned workspace counts as soon as it is to be built again, so
    /// the limit is checked.
    package func request(
        _ request: WorkspaceRequest,
        for workspace: WorkspaceNumber,
        keepForDebuggingHours: Int64?
    ) async throws -> RequestOutcome {
        try await storing {
            try await pool.withTransaction { connection in
                // A teardown is visible in the row immediately. The trigger stores the request, unless the row already
                // has that status.
                if request == .operation(.decommission) {
                    try await connection.query(
                        "UPDATE public.workspaces SET status = 'decommissioned' WHERE id = \(workspace)"
                    )
                }
                let known = try await connection.query(
                    """
                    SELECT w.owner_id::bigint, w.status::text, w.workspace_id::text, EXISTS (
                        SELECT FROM moorage.requests r
                        WHERE r.workspace_number = w.id AND r.kind = 'decommission' AND r.waits_for_operation IS NULL)
                    FROM public.workspaces w WHERE w.id = \(workspace)
                    """
                ).decodeFirst((Int64?, String?, String, Bool).self)
                guard let (owner, status, name, isTeardownStored) = known else {
                    throw FrontStoreError(.rejected, "A workspace is gone.")
                }
                if request == .operation(.decommission), isTeardownStored { return .asked }
                if request == .operation(.provision), status == "decommissioned", let owner {
                    try await Turn.workspaceLimit.take(for: owner, on: connection)
                    let (count, limit) = try await Self.usage(of: owner, besides: workspace, on: connection)
                    guard count < limit else { return .limitReached(count: count, limit: limit) }
                }
                try await connection.query(
                    """
                    SELECT moorage.request_operation(\(name), \(request.name), jsonb_strip_nulls(
                        jsonb_build_object('keep_for_debugging_hours', \(keepForDebuggingHours)::bigint)))
                    """
                )
                return .asked
            }
        }
    }

    /// Why it is in this state.
    package func explain(_ workspace: Workspace) async throws -> Explanation {
        let number = workspace.number
        return try await storing {
            let results = try await pool.pipeline([
                "SELECT EXISTS (SELECT FROM moorage.requests WHERE workspace_number = \(number))",
                """
                SELECT kind, subject, detail, is_repairable FROM moorage.drift
                WHERE workspace_number = \(number) ORDER BY kind, subject
                """,
                """
                SELECT kind, outcome, error, finished_at
                FROM moorage.operation_history WHERE workspace_number = \(number) ORDER BY id DESC LIMIT 1
                """,
            ])
            return Explanation(
                workspace,
                isRequestWaiting: try results[0].decodeOnly(Bool.self),
                drift: try results[1].decode((String, String, String, Bool).self).map {
                    Drift(kind: $0.0, subject: $0.1, detail: $0.2, isRepairable: $0.3)
                },
                last: try results[2].decodeFirst((String, String, String?, Timestamp).self).map {
                    .init(kind: Written(text: $0.0), outcome: Written(text: $0.1), error: $0.2, finishedAt: $0.3)
                }
            )
        }
    }
}
