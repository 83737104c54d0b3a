internal import Postgres
internal import Workspaces

extension KnownWorkspace {
    /// The workspace as the intake sees it when it answers a request. None of it changes until the transaction ends.
    static func locked(_ number: WorkspaceNumber, on connection: PostgresConnection) async throws -> Self {
        // In the same order in which a commit locks them; otherwise the two would deadlock.
        let results = try await connection.pipeline([
            "SELECT FROM moorage.operations WHERE workspace_number = \(number) FOR UPDATE",
            "SELECT FROM moorage.workspaces WHERE number = \(number) FOR UPDATE",
            select(number),
        ])
        var known = try Self(results[2])
        known.lastWaiting = nil
        return known
    }

    /// The workspace as the front sees it when it predicts the answer.
    static func read(_ number: WorkspaceNumber, from pool: PostgresPool) async throws -> Self {
        try Self(try await pool.query(select(number)))
    }

    private static func select(_ number: WorkspaceNumber) -> PostgresQuery {
        """
        SELECT w.status, w.site IS NOT NULL,
            EXISTS (SELECT FROM moorage.drift d
                WHERE d.workspace_number = k.number AND d.kind = \(Drift.Kind.serverGone)),
            o.id, o.kind, o.step, o.cancel_requested_at IS NOT NULL,
            (SELECT CASE r.kind WHEN 'delete' THEN 'decommission' ELSE r.kind END FROM moorage.requests r
                WHERE r.workspace_number = k.number AND r.kind <> 'warning' ORDER BY r.id DESC LIMIT 1)
        FROM (SELECT \(number)::bigint) k (number)
        LEFT JOIN moorage.workspaces w ON w.number = k.number
        LEFT JOIN moorage.operations o ON o.workspace_number = k.number
        """
    }

    private init(_ rows: PostgresRows) throws {
        let (status, hasSite, isServerGone, id, kind, step, isAskedToStop, waiting) = try rows.decodeOnly(
            (String?, Bool, Bool, OperationID?, String?, String?, Bool, String?).self
        )
        self.init(
            status: status.flatMap(WorkspaceStatus.init),
            hasSite: hasSite,
            isServerGone: isServerGone,
            lastWaiting: waiting.map { WorkspaceRequest(name: $0) ?? .operation(.provision) }
        )
        if let id, let kind = kind.flatMap(OperationKind.init), let step = step.flatMap(OperationStep.init) {
            operation = Operation(id: id, kind: kind, step: step, isAskedToStop: isAskedToStop)
        }
        // A daemon of the newer version decides about the words that only that version knows.
        if id != nil, operation == nil { lastWaiting = lastWaiting ?? .operation(.provision) }
        if status != nil, self.status == nil { lastWaiting = lastWaiting ?? .operation(.provision) }
    }
}
