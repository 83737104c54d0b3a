internal import Postgres
package import Workspaces

extension PostgresWorkspaceStore {
    /// Gives it another name.
    package func rename(_ workspace: WorkspaceNumber, to name: String) async throws {
        _ = try await storing {
            try await pool.query(
                "UPDATE public.workspaces SET name = \(name), updated_at = now() WHERE id = \(workspace)"
            )
        }
    }

    /// Asks for the teardown as any client does: by its status.
    package func decommission(_ workspace: WorkspaceNumber) async throws -> Bool {
        try await storing {
            try await pool.query(
                """
                UPDATE public.workspaces w SET status = 'decommissioned' WHERE w.id = \(workspace) AND (
                    EXISTS (SELECT FROM moorage.workspaces m WHERE m.number = w.id)
                    OR EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = w.id))
                RETURNING w.id
                """
            ).count == 1
        }
    }

    /// Asks for it again. One that is decommissioned counts from now on, so the limit is looked at.
    package func provision(
        _ workspace: WorkspaceNumber,
        keepForDebuggingHours: Int64?
    ) async throws -> ProvisionOutcome {
        try await storing {
            try await pool.withTransaction { connection in
                let known = try await connection.query(
                    "SELECT owner_id::bigint, status::text, workspace_id::text FROM public.workspaces WHERE id = \(workspace)"
                ).decodeFirst((Int64?, String?, String).self)
                guard let (owner, status, name) = known else {
                    throw FrontStoreError(.rejected, "A workspace is gone.")
                }
                if status == "decommissioned", let owner {
                    try await Turn.workspaceLimit.take(for: owner, on: connection)
                    let (count, limit) = try await Self.usage(of: owner, besides: workspace, on: connection)
                    guard count < limit else { return .limitReached(count: count, limit: limit) }
                }
                try await connection.query(
                    """
                    SELECT moorage.request_operation(\(name), 'provision', jsonb_strip_nulls(
                        jsonb_build_object('keep_for_debugging_hours', \(keepForDebuggingHours)::bigint)))
                    """
                )
                return .asked
            }
        }
    }

    /// Asks what is under way to stop, unless that is asked already and nothing was asked for since.
    package func cancel(_ workspace: WorkspaceNumber) async throws -> Bool {
        try await storing {
            try await pool.query(
                """
                SELECT CASE WHEN NOT asked.already THEN moorage.request_operation(asked.workspace_id, 'cancel') END
                FROM (
                    SELECT w.workspace_id::text, coalesce(
                        (SELECT r.kind = 'cancel' FROM moorage.requests r
                            WHERE r.workspace_number = w.id
                                AND r.kind IN ('provision', 'repair', 'decommission', 'cancel')
                            ORDER BY r.id DESC LIMIT 1),
                        (SELECT o.cancel_requested_at IS NOT NULL FROM moorage.operations o
                            WHERE o.workspace_number = w.id)) AS already
                    FROM public.workspaces w
                    WHERE w.id = \(workspace) AND (
                        EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = w.id)
                        OR EXISTS (SELECT FROM moorage.requests r
                            WHERE r.workspace_number = w.id AND r.kind IN ('provision', 'repair', 'decommission')))
                ) AS asked
                """
            ).count == 1
        }
    }

    /// Asks for a repair.
    package func repair(_ workspace: WorkspaceNumber) async throws -> Bool {
        try await storing {
            try await pool.query(
                """
                SELECT moorage.request_operation(w.workspace_id::text, 'repair')
                FROM public.workspaces w JOIN moorage.workspaces m ON m.number = w.id WHERE w.id = \(workspace)
                """
            ).count == 1
        }
    }

    /// Why it is as it is.
    package func explain(_ workspace: WorkspaceNumber) async throws -> Explanation {
        try await storing {
            let results = try await pool.pipeline([
                "SELECT EXISTS (SELECT FROM moorage.requests WHERE workspace_number = \(workspace))",
                """
                SELECT kind, subject, detail, is_repairable FROM moorage.drift
                WHERE workspace_number = \(workspace) ORDER BY kind, subject
                """,
                """
                SELECT kind, outcome, error, finished_at
                FROM moorage.operation_history WHERE workspace_number = \(workspace) ORDER BY id DESC LIMIT 1
                """,
            ])
            return Explanation(
                isRequestWaiting: try results[0].decodeOnly(Bool.self),
                drift: try results[1].decode((String, String, String, Bool).self).map {
                    .init(kind: $0.0, subject: $0.1, detail: $0.2, isRepairable: $0.3)
                },
                last: try results[2].decodeFirst((String, String, String?, Timestamp).self).map {
                    .init(kind: $0.0, outcome: $0.1, error: $0.2, finishedAt: $0.3)
                }
            )
        }
    }
}
