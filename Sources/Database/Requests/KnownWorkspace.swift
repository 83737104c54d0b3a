internal import Orchestrator
internal import Postgres
internal import Workspaces

/// What is known of a workspace when a request for it is taken.
struct KnownWorkspace: Sendable {
    /// Its status as it is projected.
    let status: String
    /// Whether something of it exists.
    let hasSite: Bool
    /// The operation under way, if one is.
    let liveOperation: LiveOperation?

    /// An operation under way.
    struct LiveOperation: Sendable {
        let id: OperationID
        let kind: OperationKind
        let step: OperationStep
    }

    static func load(_ number: WorkspaceNumber, on connection: PostgresConnection) async throws -> Self? {
        // In the order in which a commit locks them, or the two would wait for each other.
        try await connection.query(
            "SELECT FROM moorage.operations WHERE workspace_number = \(number) FOR UPDATE"
        )
        let row = try await connection.query(
            """
            SELECT w.status, w.site IS NOT NULL, o.id, o.kind, o.step
            FROM moorage.workspaces w LEFT JOIN moorage.operations o ON o.workspace_number = w.number
            WHERE w.number = \(number) FOR UPDATE OF w
            """
        ).decodeFirst((String, Bool, OperationID?, OperationKind?, OperationStep?).self)
        guard let (status, hasSite, operation, kind, step) = row else { return nil }
        var live: LiveOperation?
        if let operation, let kind, let step { live = LiveOperation(id: operation, kind: kind, step: step) }
        return Self(status: status, hasSite: hasSite, liveOperation: live)
    }
}
