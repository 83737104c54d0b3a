internal import Orchestrator
package import Postgres
package import Workspaces

/// What people ask about workspaces, and ask for: the SQL behind `moorage workspace …`, `why` and `plan`.
package struct WorkspaceDirectory: Sendable {
    private let pool: PostgresPool

    /// Asks this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// All workspaces, newest first, or the one of a public name.
    package func list(workspaceID: String? = nil) async throws -> [WorkspaceSummary] {
        try await pool.query(
            """
            SELECT w.id, coalesce(w.workspace_id, '')::text, coalesce(w.name, '')::text, u.email::text,
                coalesce(w.deployment_type, '')::text, coalesce(w.status, '')::text, nullif(split_part(w.ip_address::text, '/', 1), ''),
                coalesce(w.instance_url, '')::text, coalesce(w.monthly_cost, 0)::numeric(10,2)::text,
                o.kind, o.step, o.waiting_on, coalesce(m.provisioning -> 'ports', '{}')
            FROM public.workspaces w
            LEFT JOIN public.meta_users u ON u.id = w.owner_id
            LEFT JOIN moorage.workspaces m ON m.number = w.id
            LEFT JOIN moorage.operations o ON o.workspace_number = w.id
            WHERE \(workspaceID)::text IS NULL OR w.workspace_id = \(workspaceID)::text
            ORDER BY w.id DESC
            """
        ).decode(
            (
                WorkspaceNumber, String, String, String?, String, String, String?, String, String, OperationKind?,
                OperationStep?, PostgresJSON<WaitingOn>?, PostgresJSON<[String: Int]>
            ).self
        ).map { row in
            WorkspaceSummary(
                number: row.0,
                workspaceID: row.1,
                name: row.2,
                ownerEmail: row.3,
                deploymentType: row.4,
                status: row.5,
                ipAddress: row.6,
                instanceURL: row.7,
                monthlyCost: row.8,
                operation: row.9,
                step: row.10,
                waitingOn: row.11?.value,
                ports: row.12.value
            )
        }
    }

    /// Inserts a workspace as a client would: one row, which is the request.
    ///
    /// - Returns: its public name; nil when no user has the e-mail.
    package func create(_ request: WorkspaceCreation) async throws -> String? {
        try await pool.query(
            """
            INSERT INTO public.workspaces (name, owner_id, deployment_type, region, vcpu, ram_gb, storage_gb)
            SELECT \(request.name), u.id, \(request.deploymentType), \(request.region), \(request.resources.vcpu),
                \(request.resources.ramGB), \(request.resources.storageGB)
            FROM public.meta_users u WHERE u.email = lower(\(request.ownerEmail))
            RETURNING workspace_id::text
            """
        ).decodeFirst(String.self)
    }

    /// Whether a request for the workspace waits to be taken by a daemon.
    package func hasUntakenRequest(_ workspace: WorkspaceNumber) async throws -> Bool {
        try await pool.query("SELECT EXISTS (SELECT FROM moorage.requests WHERE workspace_number = \(workspace))")
            .decodeOnly(Bool.self)
    }

    /// How a live workspace differs from what was built, as of the last look.
    package func drift(of workspace: WorkspaceNumber) async throws -> [Drift] {
        try await pool.query(
            """
            SELECT kind, subject, detail, is_repairable FROM moorage.drift
            WHERE workspace_number = \(workspace) ORDER BY kind, subject
            """
        ).decode((String, String, String, Bool).self).map { row in
            Drift(kind: row.0, subject: row.1, detail: row.2, isRepairable: row.3)
        }
    }

    /// How the last operation of a workspace ended: outcome, error, and when, in RFC 3339.
    package func lastOutcome(of workspace: WorkspaceNumber) async throws -> (String, String?, String)? {
        try await pool.query(
            """
            SELECT outcome, error, finished_at
            FROM moorage.operation_history WHERE workspace_number = \(workspace) ORDER BY id DESC LIMIT 1
            """
        ).decodeFirst((String, String?, Timestamp).self).map { ($0.0, $0.1, $0.2.text()) }
    }
}

extension OperationStep: PostgresCodable {}
