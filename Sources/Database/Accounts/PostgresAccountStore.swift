package import Postgres
package import Workspaces

/// Users in `meta_users`; staff, sessions and tokens in our own schema.
package struct PostgresAccountStore: AccountStore {
    let pool: PostgresPool

    /// Stores users in this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// The columns of an account from `meta_users u`, with casts, because the tables of other programs have other
    /// types.
    static let columns = """
        u.id::bigint, u.email::text, coalesce(u.username, '')::text, coalesce(u.hashed_password, '')::text,
        coalesce(u.subscription_tier, 'free')::text, coalesce(u.max_workspaces, 1)::bigint,
        coalesce(u.email_verified, false), \(isStaff)
        """

    /// Whether a row of `meta_users u` is staff. The password must be the one at the time of the grant, because other
    /// programs may write a different one.
    static let isStaff = """
        EXISTS (SELECT FROM moorage.staff s WHERE s.user_id = u.id AND s.password_digest = \(passwordDigest))
        """

    /// The digest of the password of a row of `meta_users u`.
    private static let passwordDigest = "sha256(convert_to(coalesce(u.hashed_password, ''), 'UTF8'))"

    typealias Columns = (Int64, String, String, String, String, Int64, Bool, Bool)

    static func account(_ row: Columns) -> Account {
        Account(
            id: row.0,
            email: row.1,
            username: row.2,
            hashedPassword: Secret(row.3),
            tier: row.4,
            maxWorkspaces: row.5,
            isEmailVerified: row.6,
            isStaff: row.7
        )
    }

    /// The user with an e-mail.
    package func account(email: String) async throws -> Account? {
        try await storing {
            try await pool.query(
                "SELECT \(unescaped: Self.columns) FROM public.meta_users u WHERE u.email = lower(\(email))"
            ).decodeFirst(Columns.self).map(Self.account)
        }
    }

    /// How many workspaces count against the limit.
    package func workspaceCount(of account: Int64) async throws -> Int64 {
        try await storing {
            try await pool.query(
                """
                SELECT count(*) FROM public.workspaces w
                WHERE w.owner_id = \(account) AND \(unescaped: PostgresWorkspaceStore.isCounted)
                """
            ).decodeOnly(Int64.self)
        }
    }

    /// Makes a user.
    package func add(_ account: NewAccount) async throws -> NewAccount.Outcome {
        try await storing {
            do {
                let row = try await pool.query(
                    """
                    WITH u AS (
                        INSERT INTO public.meta_users (email, username, hashed_password)
                        VALUES (\(account.email), \(account.username), \(account.hashedPassword)) RETURNING *
                    ), staff AS (
                        INSERT INTO moorage.staff (user_id, password_digest)
                        SELECT u.id, \(unescaped: Self.passwordDigest) FROM u
                        WHERE \(account.isStaff)::boolean
                        ON CONFLICT (user_id) DO UPDATE SET password_digest = excluded.password_digest
                    )
                    SELECT u.id::bigint, u.email::text, u.username::text, u.hashed_password::text,
                        u.subscription_tier::text, u.max_workspaces::bigint, u.email_verified, \(account.isStaff)::boolean
                    FROM u
                    """
                ).decodeOnly(Columns.self)
                return .made(Self.account(row))
            } catch let error as PostgresError where error.sqlState == .uniqueViolation {
                return error.server?.constraint?.contains("username") == true ? .usernameTaken : .emailTaken
            }
        }
    }

    /// Grants staff status to a user, or revokes it.
    package func setStaff(_ isStaff: Bool, email: String) async throws -> Bool {
        try await storing {
            guard
                let id = try await pool.query("SELECT id::bigint FROM public.meta_users WHERE email = lower(\(email))")
                    .decodeFirst(Int64.self)
            else { return false }
            if isStaff {
                try await pool.query(
                    """
                    INSERT INTO moorage.staff (user_id, password_digest)
                    SELECT u.id, \(unescaped: Self.passwordDigest) FROM public.meta_users u WHERE u.id = \(id)
                    ON CONFLICT (user_id) DO UPDATE SET password_digest = excluded.password_digest
                    """
                )
            } else {
                try await pool.query("DELETE FROM moorage.staff WHERE user_id = \(id)")
            }
            return true
        }
    }
}
