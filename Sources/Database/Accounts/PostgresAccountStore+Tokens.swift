internal import Postgres
package import Workspaces

extension PostgresAccountStore {
    /// Of a token `t`.
    static let tokenColumns = "t.id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at"

    /// Whether a token `t` is valid.
    static let isGood = "(t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()))"

    static func token(_ row: PostgresRow) throws -> AccessToken {
        var cursor = RowCursor(row)
        return try token(&cursor)
    }

    static func token(_ cursor: inout RowCursor) throws -> AccessToken {
        AccessToken(
            id: try cursor.next(),
            name: try cursor.next(),
            scopes: try cursor.next(),
            createdAt: try cursor.next(),
            expiresAt: try cursor.next(),
            lastUsedAt: try cursor.next()
        )
    }

    /// Makes a token.
    package func addToken(
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
                WHERE (SELECT count(*) FROM moorage.access_tokens t
                    WHERE t.user_id = \(account)::bigint AND \(unescaped: Self.isGood)) < \(limit)::bigint
                RETURNING \(unescaped: Self.tokenColumns)
                """
            ).first.map(Self.token)
        }
    }

    /// A user's valid tokens.
    package func tokens(of account: Int64) async throws -> [AccessToken] {
        try await storing {
            try await pool.query(
                """
                SELECT \(unescaped: Self.tokenColumns) FROM moorage.access_tokens t
                WHERE t.user_id = \(account) AND \(unescaped: Self.isGood) ORDER BY t.id DESC
                """
            ).map(Self.token)
        }
    }

    /// The user of a token. Its use is recorded to the minute, so that a busy client does not cause a write for each
    /// call.
    package func account(token digest: [UInt8]) async throws -> (Account, scopes: [String])? {
        try await storing {
            let row = try await pool.query(
                """
                WITH t AS (
                    SELECT t.id, t.user_id, t.scopes, t.last_used_at FROM moorage.access_tokens t
                    WHERE t.digest = \(digest)::bytea AND \(unescaped: Self.isGood)
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
    package func revokeToken(_ id: Int64, of account: Int64?) async throws -> Bool {
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
