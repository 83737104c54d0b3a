import Postgres

/// Clients' requests to a world, and bounded waits for committed changes.
extension ReliabilityWorld {
    /// Twice the visibility window of a lost create call, and some work on a busy machine.
    static let patience = Duration.seconds(420)

    struct Timeout: Error, CustomStringConvertible {
        let awaited: String
        let story: [String]
        var description: String { "never happened: \(awaited)\n" + story.joined(separator: "\n") }
    }

    /// Inserts a workspace as a client would.
    func enqueue(_ id: String, type: String = "cloud") async throws {
        try await pool.query(
            """
            INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, region)
            SELECT \(id), 'Test', id, \(type), 'nyc3' FROM meta_users LIMIT 1
            """
        )
    }

    /// Sets the status that requests a decommission.
    func decommission(_ id: String) async throws {
        try await pool.query("UPDATE workspaces SET status = 'decommissioned' WHERE workspace_id = \(id)")
    }

    /// Calls the function for clients' requests.
    func request(_ kind: String, for id: String) async throws {
        try await pool.query("SELECT moorage.request_operation(\(id), \(kind))")
    }

    /// The status in the shared table; nil if there is no row.
    func status(of id: String) async throws -> String? {
        try await pool.query("SELECT status::text FROM workspaces WHERE workspace_id = \(id)").decodeFirst(String.self)
    }

    /// Waits until the row has one of the statuses; returns which.
    @discardableResult
    func awaitStatus(_ statuses: String..., of id: String) async throws -> String {
        try await awaitTrue(
            "\(id) is \(statuses.joined(separator: " or "))",
            "SELECT EXISTS (SELECT FROM workspaces WHERE workspace_id = \(id) AND status = ANY (\(statuses)::text[]))"
        )
        return try await status(of: id) ?? ""
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

    /// Waits until a query returns true. The database paces the checks; one that is away is asked again.
    func awaitTrue(_ what: String, _ condition: PostgresQuery, within patience: Duration = patience) async throws {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            do {
                if try await pool.query(condition).decodeOnly(Bool.self) { return }
                try await pool.query("SELECT pg_sleep(0.03)")
            } catch  where error.isRetryable {
                continue
            }
        }
        throw Timeout(awaited: what, story: try await story())
    }

    /// The number of rows of something.
    func count(_ what: String) async throws -> Int {
        try await pool.query("SELECT count(*) FROM \(unescaped: what)").decodeOnly(Int.self)
    }

    /// The whole log, the pending work, and the cloud's records.
    func story() async throws -> [String] {
        let rows = try await pool.query(
            """
            (SELECT l.timestamp::time || ' ' || level || ' ' || message FROM written_logs l ORDER BY l.id)
            UNION ALL SELECT 'request: ' || to_jsonb(r)::text FROM moorage.requests r
            UNION ALL SELECT 'operation: ' || to_jsonb(o)::text FROM moorage.operations o
            UNION ALL SELECT 'ended: ' || to_jsonb(o)::text FROM moorage.operation_history o
            UNION ALL SELECT 'row: ' || to_jsonb(w)::text FROM workspaces w
            """
        ).decode(String.self)
        return rows + ["\(try await cloud.state())"]
    }
}
