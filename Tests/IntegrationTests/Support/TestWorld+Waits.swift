import Postgres

/// Bounded waits for committed changes, and the message of a failed wait.
extension TestWorld {
    /// Far longer than anything here takes, even on a busy machine.
    private static let patience = Duration.seconds(60)

    struct Timeout: Error, CustomStringConvertible {
        let awaited: String
        let log: [String]
        var description: String { "never happened: \(awaited); the log:\n" + log.joined(separator: "\n") }
    }

    /// Waits until a query returns true. The database paces the checks.
    func awaitTrue(_ what: String, _ condition: PostgresQuery) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            if try await pool.query(condition).decodeOnly(Bool.self) { return }
            try await pool.query("SELECT pg_sleep(0.02)")
        }
        throw Timeout(awaited: what, log: try await allLogs())
    }

    /// Waits until the row has the status, which the projector writes.
    func awaitStatus(_ status: String, of id: String) async throws {
        try await awaitTrue(
            "\(id) is \(status)",
            "SELECT EXISTS (SELECT FROM workspaces WHERE workspace_id = \(id) AND status = \(status))"
        )
    }

    /// Waits until an operation of the workspace has reached a step.
    func awaitStep(_ step: String, of id: String) async throws {
        try await awaitTrue(
            "\(id) is in \(step)",
            """
            SELECT EXISTS (
                SELECT FROM moorage.operations o JOIN moorage.workspaces w ON w.number = o.workspace_number
                WHERE w.workspace_id = \(id) AND o.step = \(step)
            )
            """
        )
    }

    /// Waits until no request and no operation is left, and everything is written back.
    func awaitQuiet() async throws {
        try await awaitTrue(
            "no operation is in progress",
            """
            SELECT NOT EXISTS (SELECT FROM moorage.requests) AND NOT EXISTS (SELECT FROM moorage.operations)
                AND NOT EXISTS (SELECT FROM moorage.workspaces WHERE version <> projected_version)
            """
        )
    }

    /// The messages of a workspace's log, in order.
    func log(of id: String) async throws -> [String] {
        try await pool.query(
            """
            SELECT l.level || ' ' || l.message FROM provisioning_logs l JOIN workspaces w ON w.id = l.workspace_id
            WHERE w.workspace_id = \(id) ORDER BY l.timestamp, l.id
            """
        ).decode(String.self)
    }

    /// The whole log, and the pending work.
    private func allLogs() async throws -> [String] {
        try await pool.query(
            """
            (SELECT workspace_id || ' ' || level || ' ' || message FROM provisioning_logs ORDER BY timestamp, id)
            UNION ALL SELECT 'request: ' || to_jsonb(r)::text FROM moorage.requests r
            UNION ALL SELECT 'operation: ' || to_jsonb(o)::text FROM moorage.operations o
            UNION ALL SELECT 'known: ' || to_jsonb(w)::text FROM moorage.workspaces w
            UNION ALL SELECT 'row: ' || to_jsonb(w)::text FROM workspaces w
            UNION ALL SELECT 'unpublished: ' || to_jsonb(l)::text FROM moorage.log_outbox l
            """
        ).decode(String.self)
    }
}
