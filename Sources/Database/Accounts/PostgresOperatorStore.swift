package import Postgres
internal import Providers
package import Workspaces

/// What staff can see.
package struct PostgresOperatorStore: OperatorStore {
    let pool: PostgresPool

    /// Reads this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// Operations in progress.
    package func operations(limit: Int64) async throws -> [LiveOperation] {
        try await storing {
            try await pool.query(
                """
                SELECT extract(epoch FROM clock_timestamp() - o.created_at)::bigint,
                    extract(epoch FROM clock_timestamp() - o.step_started_at)::bigint,
                    \(unescaped: PostgresWorkspaceStore.columns)
                FROM moorage.operations o
                JOIN moorage.workspaces m ON m.number = o.workspace_number
                CROSS JOIN LATERAL (
                    SELECT (coalesce(p, jsonb_populate_record(NULL::public.workspaces, jsonb_build_object(
                        'id', m.number, 'workspace_id', m.workspace_id, 'status', m.status)))).*
                    FROM (SELECT 1) one LEFT JOIN public.workspaces p ON p.id = m.number) w
                LEFT JOIN public.meta_users u ON u.id = w.owner_id
                ORDER BY o.step_started_at, o.id LIMIT \(limit)
                """
            ).compactMap { row -> LiveOperation? in
                var cursor = RowCursor(row)
                let (age, stepAge): (Int64, Int64) = (try cursor.next(), try cursor.next())
                let workspace = try PostgresWorkspaceStore.record(&cursor)
                return workspace.operation.map {
                    LiveOperation($0, .init(workspace, $0, age: age, stepAge: stepAge))
                }
            }
        }
    }

    /// The remaining budget of the API.
    package func budgets() async throws -> [BudgetStanding] {
        try await storing {
            let accounts = try await pool.query("SELECT account FROM moorage.api_budgets ORDER BY account")
                .decode(String.self)
            let store = PostgresAPIBudgetStore(pool: pool)
            var records: [BudgetStanding] = []
            for account in accounts {
                // Only a program of the same version can read a ledger in another format.
                guard let name = PostgresAPIBudgetStore.account(ofRow: account),
                    let remaining = try? await store.remaining(of: name)
                else { continue }
                records.append(
                    BudgetStanding(
                        account: name,
                        minute: Int64(remaining.minute),
                        hour: Int64(remaining.hour),
                        waiting: Int64(remaining.waiting)
                    )
                )
            }
            return records
        }
    }

    /// The findings of sweeps.
    package func findings(limit: Int64) async throws -> [Finding] {
        try await storing {
            try await pool.query(
                """
                SELECT id, kind, place, external_id, name, workspace_id, is_recorded,
                    (hourly_cost_micros * 672 / 1000000.0)::numeric(12,2)::text, first_seen_at, last_seen_at
                FROM moorage.sweep_findings WHERE gone_at IS NULL ORDER BY id DESC LIMIT \(limit)
                """
            ).map { row in
                var cursor = RowCursor(row)
                return Finding(
                    id: try cursor.next(),
                    kind: try cursor.next(),
                    place: try cursor.next(),
                    externalID: try cursor.next(),
                    name: try cursor.next(),
                    workspaceID: try cursor.next(),
                    isRecorded: try cursor.next(),
                    monthlyCost: try cursor.next(),
                    firstSeenAt: try cursor.next(),
                    lastSeenAt: try cursor.next()
                )
            }
        }
    }
}
