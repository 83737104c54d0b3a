internal import Postgres
package import Workspaces

extension PostgresAccountStore {
    /// Begins a session and deletes the user's expired ones.
    package func openSession(of account: Int64, digest: [UInt8], lifetime: Duration) async throws {
        try await storing {
            _ = try await pool.pipeline([
                "DELETE FROM moorage.sessions WHERE expires_at < now()",
                """
                INSERT INTO moorage.sessions (digest, user_id, password_digest, expires_at)
                SELECT \(digest)::bytea, u.id, sha256(convert_to(u.hashed_password, 'UTF8')),
                    now() + \(lifetime)::interval
                FROM public.meta_users u WHERE u.id = \(account)
                """,
            ])
        }
    }

    /// The user of a session.
    package func account(session digest: [UInt8]) async throws -> Account? {
        try await storing {
            try await pool.query(
                """
                SELECT \(unescaped: Self.columns) FROM moorage.sessions o JOIN public.meta_users u ON u.id = o.user_id
                WHERE o.digest = \(digest)::bytea AND o.expires_at > now()
                  AND o.password_digest = sha256(convert_to(u.hashed_password, 'UTF8'))
                """
            ).decodeFirst(Columns.self).map(Self.account)
        }
    }

    /// Ends a session.
    package func closeSession(_ digest: [UInt8]) async throws {
        _ = try await storing {
            try await pool.query("DELETE FROM moorage.sessions WHERE digest = \(digest)::bytea")
        }
    }
}
