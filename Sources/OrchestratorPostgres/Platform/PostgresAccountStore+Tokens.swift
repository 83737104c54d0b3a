public import PlatformStore
internal import Postgres

extension PostgresAccountStore {
    typealias TokenColumns = (Int64, String, [String], String, String?, String?)

    /// Of a token `t`.
    static let tokenColumns = """
        t.id, t.name, t.scopes, to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        to_char(t.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        to_char(t.last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        """

    static func token(_ row: TokenColumns) -> AccessToken {
        AccessToken(
            id: row.0,
            name: row.1,
            scopes: row.2,
            createdAt: row.3,
            expiresAt: row.4,
            lastUsedAt: row.5
        )
    }

    /// Makes a token.
    public func addToken(
        of account: Int64,
        name: String,
        scopes: [String],
        digest: [UInt8],
        lifetime: Duration?,
        limit: Int
    ) async throws -> AccessToken? {
        try await storing {
            try await pool.query(
                """
                INSERT INTO moorage.access_tokens AS t (digest, user_id, name, scopes, expires_at)
                SELECT \(digest)::bytea, \(account)::bigint, \(name)::text, \(scopes)::text[],
                    now() + \(lifetime)::interval
                WHERE (SELECT count(*) FROM moorage.access_tokens o WHERE o.user_id = \(account)::bigint
                    AND o.revoked_at IS NULL AND (o.expires_at IS NULL OR o.expires_at > now())) < \(limit)::bigint
                RETURNING \(unescaped: Self.tokenColumns)
                """
            ).decodeFirst(TokenColumns.self).map(Self.token)
        }
    }

    /// A user's good tokens.
    public func tokens(of account: Int64) async throws -> [AccessToken] {
        try await storing {
            try await pool.query(
                """
                SELECT \(unescaped: Self.tokenColumns) FROM moorage.access_tokens t
                WHERE t.user_id = \(account) AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
                ORDER BY t.id DESC
                """
            ).decode(TokenColumns.self).map(Self.token)
        }
    }

    /// The user of a token. Its use is remembered to the minute, so that a busy client does not write at each call.
    public func account(token digest: [UInt8]) async throws -> (Account, scopes: [String])? {
        try await storing {
            let row = try await pool.query(
                """
                WITH t AS (
                    SELECT id, user_id, scopes, last_used_at FROM moorage.access_tokens
                    WHERE digest = \(digest)::bytea AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
                ), noted AS (
                    UPDATE moorage.access_tokens a SET last_used_at = date_trunc('minute', now())
                    FROM t WHERE a.id = t.id AND t.last_used_at IS DISTINCT FROM date_trunc('minute', now())
                )
                SELECT t.scopes, \(unescaped: Self.columns) FROM t JOIN public.meta_users u ON u.id = t.user_id
                """
            ).decodeFirst(([String], Int64, String, String, String, String, Int64, Bool, Bool).self)
            return row.map { row in
                (Self.account((row.1, row.2, row.3, row.4, row.5, row.6, row.7, row.8)), scopes: row.0)
            }
        }
    }

    /// Revokes a token.
    public func revokeToken(_ id: Int64, of account: Int64?) async throws -> Bool {
        try await storing {
            try await pool.query(
                """
                UPDATE moorage.access_tokens SET revoked_at = now()
                WHERE id = \(id) AND (\(account)::bigint IS NULL OR user_id = \(account)::bigint) AND revoked_at IS NULL
                """
            ).affectedCount == 1
        }
    }
}
