package import EventLoop
package import Logging
package import Postgres

/// For how many days finished records are kept; nil keeps them forever.
///
/// The shared tables also belong to the clients, so their rows are removed only on request.
package struct RetentionPolicy: Sendable {
    /// Rows of `provisioning_logs`.
    package var logDays: Int?
    /// One-time passwords, counted from their expiry.
    package var otpDays: Int?
    /// The transitions and effects of finished operations.
    package var transitionDays: Int?
    /// Finished operations, and the records of removed machines and workspaces.
    package var historyDays: Int?

    /// Keeps the clients' rows forever, the steps of operations for a month and the operations for a year.
    package init(logDays: Int? = nil, otpDays: Int? = nil, transitionDays: Int? = 30, historyDays: Int? = 365) {
        self.logDays = logDays
        self.otpDays = otpDays
        self.transitionDays = transitionDays
        self.historyDays = historyDays
    }
}

/// Removes records past their retention, one batch of each kind at a time.
package struct RetentionPruner: Sendable {
    private let pool: PostgresPool
    private let policy: RetentionPolicy

    /// Rows are kept for days, so an hour more does not matter.
    private static let interval = Duration.seconds(3600)
    /// The pause between two batches, so that a long backlog does not occupy a connection all the time.
    private static let pause = Duration.milliseconds(200)
    /// Rows per statement: few enough that nobody waits long for its locks.
    static let batch = 5000
    /// A wait of days writes a transition at each check. How many of the latest are kept for an operation in progress.
    static let liveTransitions = 1000

    package init(pool: PostgresPool, policy: RetentionPolicy) {
        self.pool = pool
        self.policy = policy
    }

    /// Removes everything that is due, batch by batch, once an hour.
    package func service(logger: Logger) -> PeriodicService {
        PeriodicService(every: Self.interval, failure: "Removing old rows is waiting for the database.", logger: logger)
        {
            while true {
                let removed = try await pruneBatch()
                for (table, count) in removed.sorted(by: { $0.key < $1.key }) {
                    logger.info(
                        "Removed rows past their retention.",
                        metadata: ["table": "\(table)", "rows": "\(count)"]
                    )
                }
                guard removed.values.contains(where: { $0 >= Self.batch }) else { return }
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Removes one batch of each kind.
    ///
    /// - Returns: how many rows were removed, by table; empty if there was nothing to do or another daemon is doing it.
    func pruneBatch() async throws -> [String: Int] {
        try await pool.withTransaction { connection in
            guard try await Turn.retention.takeIfFree(on: connection) else { return [:] }
            try await connection.query(SharedTables.lockTimeout)
            var removed: [String: Int] = [:]
            for (table, statement) in statements {
                let count = try await connection.query(statement).decodeOnly(Int.self)
                if count > 0 { removed[table, default: 0] += count }
            }
            return removed
        }
    }

    private var statements: [(table: String, PostgresQuery)] {
        var statements = liveOperations + deletedWorkspaces
        if let days = policy.transitionDays { statements += finishedOperations(days) }
        if let days = policy.historyDays { statements += history(days) }
        if let days = policy.logDays { statements += logs(days) }
        if let days = policy.otpDays { statements.append(("workspace_otps", otps(days))) }
        return statements
    }

    private var liveOperations: [(table: String, PostgresQuery)] {
        [
            (
                "transitions",
                """
                WITH gone AS (
                    DELETE FROM moorage.transitions WHERE ctid = ANY (ARRAY(
                        SELECT t.ctid FROM moorage.operations o JOIN moorage.transitions t ON t.operation_id = o.id
                        WHERE o.sequence > \(Self.liveTransitions) AND t.sequence <= o.sequence - \(Self.liveTransitions)
                        LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
            (
                "effects",
                """
                WITH gone AS (
                    DELETE FROM moorage.effects WHERE ctid = ANY (ARRAY(
                        SELECT e.ctid FROM moorage.operations o JOIN moorage.effects e ON e.operation_id = o.id
                        WHERE o.sequence > \(Self.liveTransitions) AND e.state <> 'intended'
                          AND split_part(e.key, '-', 2)::bigint <= o.sequence - \(Self.liveTransitions)
                        LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
        ]
    }

    private func finishedOperations(_ days: Int) -> [(table: String, PostgresQuery)] {
        [
            (
                "transitions",
                """
                WITH gone AS (
                    DELETE FROM moorage.transitions WHERE ctid = ANY (ARRAY(
                        SELECT t.ctid FROM moorage.operation_history h
                        JOIN moorage.transitions t ON t.operation_id = h.id
                        WHERE h.finished_at < now() - \(days) * interval '1 day' LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
            (
                "effects",
                """
                WITH gone AS (
                    DELETE FROM moorage.effects WHERE ctid = ANY (ARRAY(
                        SELECT e.ctid FROM moorage.operation_history h
                        JOIN moorage.effects e ON e.operation_id = h.id
                        WHERE h.finished_at < now() - \(days) * interval '1 day' LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
        ]
    }

    /// An operation outlives its transitions; otherwise they would have no owner.
    private func history(_ days: Int) -> [(table: String, PostgresQuery)] {
        [
            (
                "operation_history",
                """
                WITH gone AS (
                    DELETE FROM moorage.operation_history WHERE ctid = ANY (ARRAY(
                        SELECT h.ctid FROM moorage.operation_history h
                        WHERE h.finished_at < now() - \(days) * interval '1 day'
                          AND NOT EXISTS (SELECT FROM moorage.transitions t WHERE t.operation_id = h.id)
                          AND NOT EXISTS (SELECT FROM moorage.effects e WHERE e.operation_id = h.id)
                        LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
            (
                "resources",
                """
                WITH gone AS (
                    DELETE FROM moorage.resources WHERE ctid = ANY (ARRAY(
                        SELECT r.ctid FROM moorage.resources r
                        WHERE r.state = 'deleted' AND r.deleted_at < now() - \(days) * interval '1 day'
                        LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
            (
                "sweep_findings",
                """
                WITH gone AS (
                    DELETE FROM moorage.sweep_findings WHERE ctid = ANY (ARRAY(
                        SELECT f.ctid FROM moorage.sweep_findings f
                        WHERE f.gone_at < now() - \(days) * interval '1 day' LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
        ]
    }

    /// Numbers of rows that were deleted with their workspace.
    private var deletedWorkspaces: [(table: String, PostgresQuery)] {
        [
            (
                "log_numbers",
                """
                WITH gone AS (
                    DELETE FROM moorage.log_numbers WHERE ctid = ANY (ARRAY(
                        SELECT n.ctid FROM moorage.workspaces m
                        JOIN moorage.log_numbers n ON n.workspace_number = m.number
                        WHERE m.is_row_deleted AND NOT EXISTS (SELECT FROM public.workspaces w WHERE w.id = m.number)
                        LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
            (
                "unnumbered_logs",
                """
                WITH gone AS (
                    DELETE FROM moorage.unnumbered_logs WHERE ctid = ANY (ARRAY(
                        SELECT u.ctid FROM moorage.workspaces m
                        JOIN moorage.unnumbered_logs u ON u.workspace_number = m.number
                        WHERE m.is_row_deleted AND NOT EXISTS (SELECT FROM public.workspaces w WHERE w.id = m.number)
                        LIMIT \(Self.batch)
                    )) RETURNING 1
                )
                SELECT count(*) FROM gone
                """
            ),
        ]
    }

    /// The latest number of a workspace stays even if its row is gone, so that numbering continues after it.
    private func logs(_ days: Int) -> [(table: String, PostgresQuery)] {
        [
            (
                "provisioning_logs",
                """
                WITH gone AS (
                    DELETE FROM public.provisioning_logs WHERE ctid = ANY (ARRAY(
                        SELECT l.ctid FROM public.provisioning_logs l
                        WHERE l.timestamp < now() - \(days) * interval '1 day' LIMIT \(Self.batch)
                    )) RETURNING id
                ), forgotten AS (
                    DELETE FROM moorage.unnumbered_logs u USING gone WHERE u.log_id = gone.id
                ), unnumbered AS (
                    DELETE FROM moorage.log_numbers n USING gone WHERE n.log_id = gone.id
                      AND EXISTS (
                          SELECT FROM moorage.log_numbers later
                          WHERE later.workspace_number = n.workspace_number AND later.number > n.number
                      )
                )
                SELECT count(*) FROM gone
                """
            )
        ]
    }

    private func otps(_ days: Int) -> PostgresQuery {
        """
        WITH gone AS (
            DELETE FROM public.workspace_otps WHERE ctid = ANY (ARRAY(
                SELECT o.ctid FROM public.workspace_otps o
                WHERE o.expires_at < now() - \(days) * interval '1 day' LIMIT \(Self.batch)
            )) RETURNING 1
        )
        SELECT count(*) FROM gone
        """
    }
}
