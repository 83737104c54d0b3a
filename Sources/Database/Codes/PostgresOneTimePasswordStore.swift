package import Postgres
package import Workspaces

/// One-time passwords in `workspace_otps`.
package struct PostgresOneTimePasswordStore: OneTimePasswordStore {
    private let pool: PostgresPool
    private let uses: OneTimePasswordUses
    private let group: CallGroup<OneTimePasswordUses.Use, OneTimePasswordUses.Verdict>

    /// Stores codes in this database.
    package init(pool: PostgresPool) {
        self.pool = pool
        let uses = OneTimePasswordUses(pool: pool)
        self.uses = uses
        group = CallGroup(
            width: OneTimePasswordUses.groups,
            size: OneTimePasswordUses.groupSize,
            room: OneTimePasswordUses.waiting,
            perform: uses.carryOut
        )
    }

    /// Whether a code `p` would be accepted now.
    static let isValid = """
        (p.is_active AND p.expires_at > clock_timestamp() AND (p.max_uses = 0 OR p.usage_count < p.max_uses))
        """

    /// Other programs may leave any of them NULL; one row must not hide all the others.
    private static let columns = """
        p.id::bigint, w.id::bigint, coalesce(w.workspace_id, '')::text, coalesce(w.name, '')::text,
        coalesce(p.otp_code, '')::text, p.created_at::timestamptz, p.expires_at::timestamptz, p.used_at::timestamptz,
        coalesce(p.is_active, false), coalesce(\(isValid), false), coalesce(p.usage_count, 0)::bigint,
        coalesce(p.max_uses, 1)::bigint
        """

    private static func password(_ row: PostgresRow) throws -> OneTimePassword {
        var cursor = RowCursor(row)
        return OneTimePassword(
            id: try cursor.next(),
            workspace: try cursor.next(),
            workspaceID: try cursor.next(),
            workspaceName: try cursor.next(),
            code: try cursor.next(),
            createdAt: cursor.moment(),
            expiresAt: cursor.moment(),
            usedAt: cursor.moment(),
            isActive: try cursor.next(),
            isValid: try cursor.next(),
            usageCount: try cursor.next(),
            maxUses: try cursor.next()
        )
    }

    /// Stores a code; if it already exists anywhere, a new one is drawn.
    package func add(
        _ code: String,
        to workspace: WorkspaceNumber,
        lifetime: Duration,
        maxUses: Int64,
        limit: Int64
    ) async throws -> OneTimePassword.Outcome {
        try await storing {
            try await pool.withTransaction { connection in
                // One at a time for a workspace, so that the limit holds.
                try await Turn.oneTimePasswords.take(for: workspace.rawValue, on: connection)
                let counts = try await connection.query(
                    """
                    SELECT EXISTS (SELECT FROM public.workspace_otps WHERE upper(otp_code) = \(code)),
                        (SELECT count(*) FROM public.workspace_otps p
                         WHERE p.workspace_id = \(workspace) AND \(unescaped: Self.isValid))
                    """
                ).decodeOnly((Bool, Int64).self)
                if counts.0 { return .codeTaken }
                guard counts.1 < limit else { return .limitReached }
                let rows = try await connection.query(
                    """
                    WITH p AS (
                        INSERT INTO public.workspace_otps (workspace_id, otp_code, created_at, expires_at, is_active,
                            usage_count, max_uses)
                        VALUES (\(workspace), \(code), now(), now() + \(lifetime)::interval, true, 0, \(maxUses))
                        ON CONFLICT DO NOTHING RETURNING *
                    )
                    SELECT \(unescaped: Self.columns) FROM p JOIN public.workspaces w ON w.id = p.workspace_id
                    """
                )
                guard let row = rows.first else { return .codeTaken }
                return .made(try Self.password(row))
            }
        }
    }

    /// Codes, newest first.
    package func list(
        _ scope: OneTimePassword.Scope,
        limit: Int64,
        offset: Int64
    ) async throws -> (codes: [OneTimePassword], count: Int64) {
        let (workspace, owner): (WorkspaceNumber?, Int64?) =
            switch scope {
            case .workspace(let number): (number, nil)
            case .owner(let id): (nil, id)
            }
        let counted: PostgresQuery = """
            SELECT count(*) FROM public.workspace_otps p JOIN public.workspaces w ON w.id = p.workspace_id
            WHERE (\(workspace)::bigint IS NULL OR p.workspace_id = \(workspace)::bigint)
              AND (\(owner)::bigint IS NULL OR w.owner_id = \(owner)::bigint)
            """
        let listed: PostgresQuery = """
            SELECT \(unescaped: Self.columns)
            FROM public.workspace_otps p JOIN public.workspaces w ON w.id = p.workspace_id
            WHERE (\(workspace)::bigint IS NULL OR p.workspace_id = \(workspace)::bigint)
              AND (\(owner)::bigint IS NULL OR w.owner_id = \(owner)::bigint)
            ORDER BY p.id DESC LIMIT \(limit) OFFSET \(offset)
            """
        return try await storing {
            let results = try await pool.pipeline([counted, listed])
            return (try results[1].map(Self.password), try results[0].decodeOnly(Int64.self))
        }
    }

    /// Invalidates a code.
    package func revoke(_ id: Int64, owner: Int64?) async throws -> OneTimePassword? {
        try await storing {
            try await pool.query(
                """
                WITH p AS (
                    UPDATE public.workspace_otps p SET is_active = false FROM public.workspaces w
                    WHERE p.id = \(id) AND w.id = p.workspace_id
                      AND (\(owner)::bigint IS NULL OR w.owner_id = \(owner)::bigint)
                    RETURNING p.*
                )
                SELECT \(unescaped: Self.columns) FROM p JOIN public.workspaces w ON w.id = p.workspace_id
                """
            ).first.map(Self.password)
        }
    }

    /// Uses a code once. The row is locked before its count is compared, so the limit holds under concurrency.
    package func use(_ code: String, from address: String) async throws -> DiscoveredWorkspace? {
        let use = OneTimePasswordUses.Use(code: code, address: address)
        return try await storing {
            do {
                switch try await group.call(use, key: code) {
                case .accepted(let workspace): return workspace
                case .passedOver: return try await uses.carryOut(use)
                }
            } catch is CallGroup<OneTimePasswordUses.Use, OneTimePasswordUses.Verdict>.IsFull {
                throw FrontStoreError(.unavailable, "Too many codes are waiting for the database.")
            }
        }
    }
}
