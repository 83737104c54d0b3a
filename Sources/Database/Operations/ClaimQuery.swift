internal import Orchestrator
internal import Postgres
internal import Workspaces

/// The statements of a claim, to be sent as one transaction.
///
/// Owners take turns: an operation's turn is the number of its owner's operations before it, including those under a
/// lease. A priority of ten is worth ten turns, so a teardown comes before other work, but cannot block it forever. An
/// operation stopped by a limit takes no turn: its owner's other work continues despite a full host.
struct ClaimQuery {
    let settings: PostgresOperationStore.Settings
    let limit: Int
    let lease: Duration

    /// Claims run one after the other; otherwise two concurrent claims could both use the last slot. The lock is held
    /// only for this round trip, which waits for nothing else.
    static let turn: PostgresQuery =
        "SELECT moorage.take_claim_turn()"

    /// Whether this version can work on an operation, in SQL: it knows the kind, and the form of the stored state. One
    /// operation that a daemon cannot read would spoil a whole claim: the leases are taken, and nothing is worked on.
    static func isReadable(_ operation: String) -> String {
        let kinds = OperationKind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "\(operation).state_version <= \(OperationState.currentVersion) AND \(operation).kind IN (\(kinds))"
    }

    var statements: [PostgresQuery] { [Self.turn, claim] }

    private var claim: PostgresQuery {
        let limits = settings.limits
        let provisions = max(1, limits.perOwner - limits.perOwner / ClaimLimits.teardownPart)
        return """
            WITH RECURSIVE held AS MATERIALIZED (
                SELECT owner_id, host_id, is_cloud FROM moorage.operations
                WHERE lease_expires_at >= statement_timestamp()
            ), held_by_owner AS MATERIALIZED (SELECT owner_id, count(*) AS held FROM held GROUP BY owner_id),
            held_by_host AS MATERIALIZED (
                SELECT host_id, count(*) AS held FROM held WHERE host_id IS NOT NULL GROUP BY host_id
            ), held_cloud AS MATERIALIZED (SELECT count(*) AS held FROM held WHERE is_cloud),
            owners AS (
                (SELECT owner_id FROM moorage.operations ORDER BY owner_id LIMIT 1)
                UNION ALL
                SELECT (SELECT o.owner_id FROM moorage.operations o WHERE o.owner_id > w.owner_id
                        ORDER BY o.owner_id LIMIT 1)
                FROM owners w WHERE w.owner_id IS NOT NULL
            ), due AS MATERIALIZED (
                SELECT o.*, coalesce(h.held, 0) AS held,
                    coalesce(h.held, 0) - o.priority
                        + row_number() OVER (PARTITION BY o.owner_id ORDER BY o.priority DESC, o.next_run_at, o.id)
                        AS turn
                FROM owners w LEFT JOIN held_by_owner h ON h.owner_id = w.owner_id
                CROSS JOIN LATERAL (
                    SELECT p.id, p.owner_id, p.host_id, p.is_cloud, p.priority, p.next_run_at
                    FROM moorage.operations p
                    WHERE p.owner_id = w.owner_id AND p.next_run_at <= statement_timestamp()
                      AND (p.lease_expires_at IS NULL OR p.lease_expires_at < statement_timestamp())
                      AND \(unescaped: Self.isReadable("p"))
                      AND NOT EXISTS (SELECT FROM held_by_host f WHERE f.host_id = p.host_id AND f.held >= \(limits.perHost))
                      AND (NOT p.is_cloud OR (SELECT held FROM held_cloud) < \(limits.cloud))
                    ORDER BY p.priority DESC, p.next_run_at, p.id LIMIT \(limit)
                ) o
                WHERE coalesce(h.held, 0) < \(limits.perOwner)
            ), within_host AS (
                SELECT d.*, coalesce(f.held, 0)
                    + row_number() OVER (PARTITION BY d.host_id ORDER BY d.turn, d.next_run_at, d.id) AS host_place
                FROM due d LEFT JOIN held_by_host f ON f.host_id = d.host_id
            ), within_owner AS (
                SELECT d.*, d.held
                    + row_number() OVER (PARTITION BY d.owner_id ORDER BY d.turn, d.next_run_at, d.id) AS owner_place
                FROM within_host d WHERE d.host_id IS NULL OR d.host_place <= \(limits.perHost)
            ), within_provider AS (
                SELECT d.*, (SELECT held FROM held_cloud)
                    + row_number() OVER (PARTITION BY d.is_cloud ORDER BY d.turn, d.next_run_at, d.id) AS cloud_place
                FROM within_owner d
                WHERE d.owner_place <= CASE WHEN d.priority > 0 THEN \(limits.perOwner)::bigint ELSE \(provisions)::bigint END
            ), chosen AS MATERIALIZED (
                SELECT d.id FROM within_provider d WHERE NOT d.is_cloud OR d.cloud_place <= \(limits.cloud)
                ORDER BY d.turn, d.next_run_at, d.id LIMIT \(limit)
            ), locked AS MATERIALIZED (
                SELECT o.id, o.lease_owner IS NOT NULL AS was_cut_off
                FROM moorage.operations o JOIN chosen c ON c.id = o.id
                WHERE o.next_run_at <= clock_timestamp()
                  AND (o.lease_expires_at IS NULL OR o.lease_expires_at < clock_timestamp())
                  AND \(unescaped: Self.isReadable("o"))
                FOR UPDATE OF o SKIP LOCKED
            ), claimed AS (
                UPDATE moorage.operations o
                SET lease_owner = \(settings.daemon), lease_epoch = nextval('moorage.lease_epochs'),
                    lease_expires_at = clock_timestamp() + \(lease.milliseconds) * interval '1 millisecond'
                FROM locked l WHERE o.id = l.id
                RETURNING o.*, l.was_cut_off
            )
            SELECT c.id, c.lease_epoch, c.kind, w.specification, w.generation, c.state, c.effect, w.site,
                c.step_started_at, c.attempt, c.sequence, c.waiting_on,
                c.cancel_requested_at IS NOT NULL AND NOT c.is_cancel_delivered,
                clock_timestamp(), c.was_cut_off
            FROM claimed c JOIN moorage.workspaces w ON w.number = c.workspace_number
            """
    }
}
