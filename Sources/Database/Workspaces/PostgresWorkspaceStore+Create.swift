internal import Postgres
package import Workspaces

extension PostgresWorkspaceStore {
    /// How long a key is remembered: a client that still repeats a request after a day has another problem.
    private static let keyLifetime = Duration.seconds(86_400)

    /// Inserts a row within the owner's limit.
    ///
    /// Counting and inserting for one owner happens exclusively. A turn represents the owner, because any client's open
    /// transaction could lock the owner's row.
    package func create(
        _ workspace: NewWorkspace,
        owner: Int64,
        repetition: NewWorkspace.Repetition?
    ) async throws -> NewWorkspace.Outcome {
        try await storing {
            try await pool.withTransaction { connection in
                try await Turn.workspaceLimit.take(for: owner, on: connection)
                if let repetition, let outcome = try await Self.earlier(repetition, owner, on: connection) {
                    return outcome
                }
                let (count, limit) = try await Self.usage(of: owner, on: connection)
                guard count < limit else { return .limitReached(count: count, limit: limit) }
                let number = try await Self.insert(workspace, owner, on: connection)
                if let repetition { try await Self.remember(repetition, owner, number, on: connection) }
                let rows = try await connection.query(Self.query(.number(number)))
                guard let row = rows.first else {
                    throw FrontStoreError(.rejected, "A workspace disappeared immediately after it was created.")
                }
                return .made(try Self.record(row))
            }
        }
    }

    /// Whether a workspace `w` counts against its owner's limit. A decommissioned workspace counts once it is requested
    /// again.
    static let isCounted = """
        (w.status IS DISTINCT FROM 'decommissioned' OR EXISTS (
            SELECT FROM moorage.requests r WHERE r.workspace_number = w.id AND r.kind = 'provision'))
        """

    /// How many workspaces count, and how many are allowed.
    ///
    /// - Parameter besides: a workspace to leave out of the count.
    static func usage(
        of owner: Int64,
        besides: WorkspaceNumber? = nil,
        on connection: PostgresConnection
    ) async throws -> (Int64, Int64) {
        try await connection.query(
            """
            SELECT (SELECT count(*) FROM public.workspaces w
                    WHERE w.owner_id = u.id AND w.id IS DISTINCT FROM \(besides) AND \(unescaped: isCounted)),
                coalesce(u.max_workspaces, 1)::bigint
            FROM public.meta_users u WHERE u.id = \(owner)
            """
        ).decodeFirst((Int64, Int64).self) ?? (0, 0)
    }

    /// Inserts a row without counting, as any client of the tables can.
    ///
    /// - Returns: nil if the row was removed immediately after it was inserted.
    package func insert(_ new: NewWorkspace, owner: Int64) async throws -> Workspace? {
        let number = try await storing { try await pool.withConnection { try await Self.insert(new, owner, on: $0) } }
        return try await workspace(.number(number))
    }

    private static func insert(
        _ workspace: NewWorkspace,
        _ owner: Int64,
        on connection: PostgresConnection
    ) async throws -> WorkspaceNumber {
        try await connection.query(
            """
            INSERT INTO public.workspaces (name, owner_id, deployment_type, region, vcpu, ram_gb, storage_gb, config_data,
                subscription_tier)
            VALUES (\(workspace.name), \(owner), \(workspace.deploymentType.rawValue), \(workspace.region),
                \(workspace.resources.vcpu), \(workspace.resources.ramGB), \(workspace.resources.storageGB),
                \(PostgresJSON(workspace.configuration)),
                coalesce((SELECT nullif(u.subscription_tier, '') FROM public.meta_users u WHERE u.id = \(owner)), 'starter'))
            RETURNING id::bigint
            """
        ).decodeOnly(WorkspaceNumber.self)
    }

    /// The earlier result for the same key.
    private static func earlier(
        _ repetition: NewWorkspace.Repetition,
        _ owner: Int64,
        on connection: PostgresConnection
    ) async throws -> NewWorkspace.Outcome? {
        try await connection.query(
            "DELETE FROM moorage.idempotency_keys WHERE user_id = \(owner) AND created_at < now() - \(keyLifetime)::interval"
        )
        let known = try await connection.query(
            """
            SELECT request_digest, workspace_number FROM moorage.idempotency_keys
            WHERE user_id = \(owner) AND key = \(repetition.key)
            """
        ).decodeFirst(([UInt8], WorkspaceNumber).self)
        guard let (digest, number) = known else { return nil }
        guard digest == repetition.digest, let row = try await connection.query(query(.number(number))).first else {
            return .keyTaken
        }
        return .repeated(try record(row))
    }

    private static func remember(
        _ repetition: NewWorkspace.Repetition,
        _ owner: Int64,
        _ number: WorkspaceNumber,
        on connection: PostgresConnection
    ) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.idempotency_keys (user_id, key, request_digest, workspace_number)
            VALUES (\(owner), \(repetition.key), \(repetition.digest)::bytea, \(number))
            """
        )
    }
}
