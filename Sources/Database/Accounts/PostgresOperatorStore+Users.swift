internal import Postgres
package import Workspaces

extension PostgresOperatorStore {
    /// All users.
    package func users(limit: Int64, offset: Int64) async throws -> (users: [ListedUser], count: Int64) {
        try await storing {
            let results = try await pool.pipeline([
                "SELECT count(*) FROM public.meta_users",
                """
                SELECT \(unescaped: PostgresAccountStore.columns),
                    (SELECT count(*) FROM public.workspaces w
                        WHERE w.owner_id = u.id AND \(unescaped: PostgresWorkspaceStore.isCounted)),
                    (SELECT count(*) FROM moorage.access_tokens t
                        WHERE t.user_id = u.id AND \(unescaped: PostgresAccountStore.isGood))
                FROM public.meta_users u ORDER BY u.id DESC LIMIT \(limit) OFFSET \(offset)
                """,
            ])
            let rows = try results[1].decode(
                (Int64, String, String, String, String, Int64, Bool, Bool, Int64, Int64).self
            )
            let users = rows.map { row in
                let account = (row.0, row.1, row.2, row.3, row.4, row.5, row.6, row.7)
                return ListedUser(
                    User(PostgresAccountStore.account(account), workspaceCount: row.8),
                    .init(tokenCount: row.9)
                )
            }
            return (users, try results[0].decodeOnly(Int64.self))
        }
    }

    /// The valid tokens of all users.
    package func tokens(limit: Int64) async throws -> [OwnedToken] {
        try await storing {
            try await pool.query(
                """
                SELECT \(unescaped: PostgresAccountStore.tokenColumns), u.email::text
                FROM moorage.access_tokens t JOIN public.meta_users u ON u.id = t.user_id
                WHERE \(unescaped: PostgresAccountStore.isGood) ORDER BY t.id DESC LIMIT \(limit)
                """
            ).map { row in
                var cursor = RowCursor(row)
                return OwnedToken(try PostgresAccountStore.token(&cursor), .init(ownerEmail: try cursor.next()))
            }
        }
    }
}
