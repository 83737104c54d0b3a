internal import Postgres
package import Workspaces

extension PostgresHostStore {
    static let enrolmentColumns = """
        e.id, (SELECT u.email::text FROM public.meta_users u WHERE u.id = e.created_by), e.name, e.state,
        e.owner_id IS NULL,
        EXISTS (SELECT FROM public.meta_users u WHERE u.id = e.created_by AND \(PostgresAccountStore.isStaff)),
        e.created_at, e.expires_at, e.address, e.ssh_port::bigint, e.ssh_user, e.host_key_fingerprint, e.attempts::bigint,
        e.detail, e.host_id
        """

    static func enrolment(_ row: PostgresRow) throws -> Enrolment {
        var cursor = RowCursor(row)
        return Enrolment(
            id: try cursor.next(),
            makerEmail: try cursor.next(),
            name: try cursor.next(),
            state: try cursor.written(),
            isShared: try cursor.next(),
            takesAnyAddress: try cursor.next(),
            createdAt: try cursor.next(),
            expiresAt: try cursor.next(),
            report: try report(&cursor),
            attempts: try cursor.next(),
            detail: try cursor.next(),
            host: try cursor.next()
        )
    }

    private static func report(_ cursor: inout RowCursor) throws -> EnrolmentReport? {
        let (address, port): (String?, Int64?) = (try cursor.next(), try cursor.next())
        let (user, fingerprint): (String?, String?) = (try cursor.next(), try cursor.next())
        guard let address, let port, let user, let fingerprint else { return nil }
        return EnrolmentReport(address: address, port: port, user: user, fingerprint: fingerprint)
    }

    /// Creates an enrolment within the user's limit.
    package func addEnrolment(_ enrolment: NewEnrolment, limit: Int64) async throws -> Enrolment? {
        let report = enrolment.report
        return try await storing {
            try await pool.withTransaction { connection in
                // One at a time for a user, so that the limit holds.
                try await Turn.hostEnrolments.take(for: enrolment.account, on: connection)
                return try await connection.query(
                    """
                    INSERT INTO moorage.host_enrolments AS e (digest, created_by, owner_id, name, expires_at, state,
                        reported_at, next_attempt_at, address, ssh_port, ssh_user, host_key_fingerprint)
                    SELECT \(enrolment.digest)::bytea, \(enrolment.account)::bigint,
                        CASE WHEN \(enrolment.isShared)::boolean THEN NULL ELSE \(enrolment.account)::bigint END,
                        \(enrolment.name)::text, now() + \(enrolment.lifetime)::interval,
                        CASE WHEN \(report == nil)::boolean THEN 'open' ELSE 'reported' END,
                        CASE WHEN \(report == nil)::boolean THEN NULL ELSE now() END,
                        CASE WHEN \(report == nil)::boolean THEN NULL ELSE now() END,
                        \(report?.address)::text, \(report?.port)::integer, \(report?.user)::text,
                        \(report?.fingerprint)::text
                    WHERE (SELECT count(*) FROM moorage.host_enrolments o WHERE o.created_by = \(enrolment.account)::bigint
                        AND ((o.state = 'open' AND o.expires_at > now()) OR o.state = 'reported')) < \(limit)::bigint
                    RETURNING \(unescaped: Self.enrolmentColumns)
                    """
                ).first.map(Self.enrolment)
            }
        }
    }

    /// A user's enrolments, or those of all users.
    package func enrolments(of account: Int64?, limit: Int64) async throws -> [Enrolment] {
        try await storing {
            try await pool.query(
                """
                SELECT \(unescaped: Self.enrolmentColumns) FROM moorage.host_enrolments e
                WHERE \(account)::bigint IS NULL OR e.created_by = \(account)::bigint ORDER BY e.id DESC LIMIT \(limit)
                """
            ).map(Self.enrolment)
        }
    }

    /// Withdraws an enrolment.
    package func withdrawEnrolment(_ id: Int64, of account: Int64?) async throws -> Bool {
        try await storing {
            try await pool.query(
                """
                DELETE FROM moorage.host_enrolments
                WHERE id = \(id) AND (\(account)::bigint IS NULL OR created_by = \(account)::bigint)
                    AND state IN ('open', 'reported')
                """
            ).affectedCount == 1
        }
    }

    /// The enrolment of a token.
    package func enrolment(token digest: [UInt8]) async throws -> Enrolment? {
        try await storing {
            try await pool.query(
                """
                SELECT \(unescaped: Self.enrolmentColumns) FROM moorage.host_enrolments e
                WHERE e.digest = \(digest)::bytea AND (e.state <> 'open' OR e.expires_at > now())
                """
            ).first.map(Self.enrolment)
        }
    }

    /// One or two reports suffice to correct a wrong port or user; each makes a daemon connect for ten minutes.
    private static let mostReports: Int64 = 10

    /// Records a report, or a correction of one that has not been accepted. One statement, so that simultaneous reports
    /// become one.
    package func report(_ report: EnrolmentReport, token digest: [UInt8]) async throws -> Enrolment? {
        try await storing {
            try await pool.query(
                """
                UPDATE moorage.host_enrolments e SET state = 'reported', reported_at = now(), next_attempt_at = now(),
                    address = \(report.address), ssh_port = \(report.port), ssh_user = \(report.user),
                    host_key_fingerprint = \(report.fingerprint), attempts = 0, detail = '', reports = e.reports + 1
                WHERE e.digest = \(digest)::bytea AND e.expires_at > now() AND e.reports < \(Self.mostReports)::bigint
                  AND (e.state IN ('open', 'refused') OR (e.state = 'reported'
                    AND (e.address, e.ssh_port, e.ssh_user, e.host_key_fingerprint) IS DISTINCT FROM
                        (\(report.address), \(report.port)::integer, \(report.user), \(report.fingerprint))))
                RETURNING \(unescaped: Self.enrolmentColumns)
                """
            ).first.map(Self.enrolment)
        }
    }
}
