internal import Postgres

/// The SQL for machines that enrolled themselves and wait to be checked.
struct EnrolmentQueue: Sendable {
    /// What is known about a machine.
    struct Claim: Sendable {
        let id: Int64
        let address: String
        let port: Int
        let user: String
        let fingerprint: String
        /// The owner's e-mail; nil for a shared host.
        let ownerEmail: String?
        /// Whether staff created the token, and so may learn what answers at an address.
        let isStaffs: Bool
        /// This attempt's number, from 1.
        let attempt: Int
    }

    /// A registration installs packages, so it takes minutes; if a daemon dies during it, the machine waits this long.
    private static let hold = Duration.seconds(900)

    let pool: PostgresPool

    /// A machine that is due, claimed by this daemon alone.
    func claim() async throws -> Claim? {
        try await pool.query(
            """
            UPDATE moorage.host_enrolments e
            SET attempts = e.attempts + 1, next_attempt_at = now() + \(Self.hold)::interval
            WHERE e.id = (
                SELECT id FROM moorage.host_enrolments WHERE state = 'reported' AND next_attempt_at <= now()
                ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING e.id, e.address, e.ssh_port, e.ssh_user, e.host_key_fingerprint,
                (SELECT u.email::text FROM public.meta_users u WHERE u.id = e.owner_id),
                EXISTS (SELECT FROM public.meta_users u
                    WHERE u.id = e.created_by AND \(unescaped: PostgresAccountStore.isStaff)), e.attempts
            """
        ).decodeFirst((Int64, String, Int, String, String, String?, Bool, Int).self).map { row in
            Claim(
                id: row.0,
                address: row.1,
                port: row.2,
                user: row.3,
                fingerprint: row.4,
                ownerEmail: row.5,
                isStaffs: row.6,
                attempt: row.7
            )
        }
    }

    /// The host at an address, including rented servers: all of them admit our key, and none may be registered twice.
    func hostName(at address: String, port: Int) async throws -> String? {
        try await pool.query(
            "SELECT name FROM moorage.hosts WHERE address = \(address) AND ssh_port = \(port) LIMIT 1"
        ).decodeFirst(String.self)
    }

    /// Records the result, for the report that was checked and not for a later correction.
    func finish(_ claim: Claim, state: String, detail: String, host: Int64?) async throws {
        try await pool.query(
            """
            UPDATE moorage.host_enrolments SET state = \(state), detail = \(detail), host_id = \(host)
            WHERE id = \(claim.id) AND state = 'reported' AND \(unescaped: Self.isSame)
                (\(claim.address), \(claim.port)::integer, \(claim.user), \(claim.fingerprint))
            """
        )
    }

    /// Schedules another attempt for a machine.
    func postpone(_ claim: Claim, by delay: Duration, detail: String) async throws {
        try await pool.query(
            """
            UPDATE moorage.host_enrolments SET next_attempt_at = now() + \(delay)::interval, detail = \(detail)
            WHERE id = \(claim.id) AND state = 'reported' AND \(unescaped: Self.isSame)
                (\(claim.address), \(claim.port)::integer, \(claim.user), \(claim.fingerprint))
            """
        )
    }

    private static let isSame = "(address, ssh_port, ssh_user, host_key_fingerprint) ="
}
