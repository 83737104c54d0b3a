internal import Logging
internal import Orchestrator
internal import Postgres
internal import WorkspaceModel

/// Turns requests into operations, within one transaction: a request is answered exactly once.
struct RequestIntake {
    let connection: PostgresConnection
    let settings: PostgresOperationStore.Settings

    /// Takes requests, oldest first, and rows that no trigger saw.
    ///
    /// - Returns: how many were taken.
    func take(limit: Int) async throws -> Int {
        try await connection.query(SharedTables.lockTimeout)
        try await findUnseenRows(limit: limit)
        var taken = 0
        while taken < limit {
            let requests = try await takeHeads(limit: limit - taken)
            guard !requests.isEmpty else { break }
            for request in requests { try await answerAlone(request) }
            taken += requests.count
        }
        return taken
    }

    /// The oldest request of each workspace, owners in turns: who commits a few does not stand behind a flood. The next
    /// one of the same workspace waits until this one is answered and committed, whichever daemon takes it: a teardown
    /// must not be looked at before the provision that it is to undo.
    ///
    /// What clients wrote is read as text: one request that makes no sense must not keep the others from being taken.
    private func takeHeads(limit: Int) async throws -> [StoredRequest] {
        try await connection.query(
            """
            WITH ready AS NOT MATERIALIZED (
                SELECT r.id, r.workspace_number FROM moorage.requests r
                WHERE r.waits_for_operation IS NULL
                   OR NOT EXISTS (SELECT FROM moorage.operations o WHERE o.id = r.waits_for_operation)
            ), turns AS MATERIALIZED (
                SELECT r.id, r.workspace_number,
                    row_number() OVER (PARTITION BY w.owner_id ORDER BY r.id) AS turn
                FROM ready r LEFT JOIN public.workspaces w ON w.id = r.workspace_number
            )
            DELETE FROM moorage.requests WHERE id IN (
                SELECT q.id FROM moorage.requests q JOIN turns r ON r.id = q.id
                WHERE NOT EXISTS (
                    SELECT FROM ready e WHERE e.workspace_number = r.workspace_number AND e.id < r.id
                )
                ORDER BY r.turn, q.id LIMIT \(limit) FOR UPDATE OF q SKIP LOCKED
            )
            RETURNING id, kind, workspace_number, coalesce(workspace_id, ''),
                CASE WHEN kind IN ('warning', 'provision') THEN options::text END
            """
        ).decode((Int64, StoredRequest.Kind, WorkspaceNumber, String, String?).self)
            .map { id, kind, workspace, workspaceID, options in
                StoredRequest(id: id, kind: kind, workspace: workspace, workspaceID: workspaceID, options: options)
            }
            .sorted { $0.id < $1.id }
    }

    /// A row that the database or this program cannot make sense of fails alone; the requests behind it go on.
    private func answerAlone(_ request: StoredRequest) async throws {
        try await connection.execute("SAVEPOINT request")
        do {
            try await answer(request)
        } catch let error as PostgresError where !error.isRetryable {
            try await connection.execute("ROLLBACK TO SAVEPOINT request")
            let line = LogLine(.error, "The row cannot be read (\(error)). Correct it and ask again.")
            // What is under way goes on: its status is its own.
            if try await KnownWorkspace.load(request.workspace, on: connection)?.liveOperation != nil {
                try await connection.query(PostgresOperationStore.appendLogs([line], to: request.workspace))
            } else {
                try await recordFailure(of: request.workspace, workspaceID: request.workspaceID, line)
            }
        }
        try await connection.execute("RELEASE SAVEPOINT request")
    }

    /// The contract's backstop: a row that a trigger did not see (a restore, a replication role) is a request too.
    private func findUnseenRows(limit: Int) async throws {
        // One daemon at a time, in a statement of its own: two would each find the same row.
        guard try await Turn.unseenRows.takeIfFree(on: connection) else { return }
        try await connection.query(
            """
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id)
            SELECT 'provision', w.id, w.workspace_id FROM public.workspaces w
            WHERE w.status = 'provisioning'
              AND NOT EXISTS (SELECT FROM moorage.workspaces m WHERE m.number = w.id)
              AND NOT EXISTS (SELECT FROM moorage.unmanaged_workspaces u WHERE u.number = w.id)
              AND NOT EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = w.id)
            LIMIT \(limit)
            """
        )
    }

    private func answer(_ request: StoredRequest) async throws {
        let known = try await KnownWorkspace.load(request.workspace, on: connection)
        switch request.kind {
        case .provision: try await provision(request, known)
        case .repair: try await repair(request, known)
        case .decommission: try await decommission(request, known)
        case .delete:
            try await connection.query(
                "UPDATE moorage.workspaces SET is_row_deleted = true WHERE number = \(request.workspace)"
            )
            try await decommission(request, known)
        case .cancel: try await cancel(request, known)
        case .warning:
            guard let line = try request.line(), known != nil else { return }
            try await connection.query(PostgresOperationStore.appendLogs([line], to: request.workspace))
        }
    }

    private func provision(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        if let known {
            if let live = known.liveOperation { return try await provision(request, after: live) }
            guard known.status != WorkspaceStatus.active.rawValue else {
                guard try await !rebuild(request) else { return }
                return try await log(.info, "A provision was asked for; the workspace is active already.", for: request)
            }
        }
        guard var row = try await loadRow(request.workspace) else { return }
        row.apply(try request.readOptions())
        try await connection.query("DELETE FROM moorage.unmanaged_workspaces WHERE number = \(request.workspace)")
        do {
            let specification = try row.checked(defaultRegion: settings.defaultRegion)
            try await record(specification, isNew: known == nil)
            try await start(.provision, of: specification.number, owner: specification.owner, after: .zero, priority: 0)
            try await log(
                .info,
                "Accepted: \(specification.deploymentType.rawValue) workspace \(specification.id).",
                data: Self.data(of: specification),
                for: request
            )
        } catch let refusal as RefusedRow {
            try await refuse(row, because: refusal, request)
        }
    }

    /// A provision that is asked for while something is under way: it is that, or it begins after it.
    private func provision(_ request: StoredRequest, after live: KnownWorkspace.LiveOperation) async throws {
        guard live.step.isTeardown || live.kind == .decommission else {
            return try await log(
                .info,
                "A provision was asked for; one is under way already (operation \(live.id), \(live.kind.rawValue), step "
                    + "\(live.step.rawValue)).",
                for: request
            )
        }
        // What was kept for debugging makes room.
        if live.step == .keepForDebugging { try await askToCancel(live.id) }
        try await repeatRequest(request, after: live.id)
        try await log(
            .info,
            "A provision was asked for; it begins when operation \(live.id) has removed what exists.",
            for: request
        )
    }

    /// Only what is active can be repaired; everything else is built, or taken apart, by its own operation.
    private func repair(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        guard let known else { return }
        if let live = known.liveOperation {
            return try await log(
                .info,
                "A repair was asked for; operation \(live.id) (\(live.kind.rawValue), step \(live.step.rawValue)) is under "
                    + "way.",
                for: request
            )
        }
        guard known.status == WorkspaceStatus.active.rawValue, known.hasSite else {
            return try await log(
                .warning,
                "A repair was asked for, but the workspace is \(known.status): only an active one can be repaired. "
                    + "Build it with moorage workspace retry \(request.workspaceID).",
                for: request
            )
        }
        try await start(.repair, of: request.workspace, owner: nil, after: .zero, priority: 5)
        try await log(.info, "Repair accepted.", for: request)
    }

    /// A droplet that is gone cannot be repaired: what is left of the workspace goes, and it is built anew.
    private func rebuild(_ request: StoredRequest) async throws -> Bool {
        let isGone = try await connection.query(
            """
            SELECT EXISTS (SELECT FROM moorage.drift
                WHERE workspace_number = \(request.workspace) AND kind = 'server_gone')
            """
        ).decodeOnly(Bool.self)
        guard isGone else { return false }
        try await setStatus(.decommissioning, of: request.workspace)
        let operation = try await start(.decommission, of: request.workspace, owner: nil, after: .zero, priority: 10)
        try await repeatRequest(request, after: operation)
        try await log(
            .info,
            "A provision was asked for; the droplet is gone, so what is left of the workspace is removed first.",
            for: request
        )
        return true
    }

    private func repeatRequest(_ request: StoredRequest, after operation: OperationID) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id, options, waits_for_operation)
            VALUES (\(request.kind == .delete ? .decommission : request.kind), \(request.workspace),
                \(request.workspaceID), \(request.options)::text::jsonb, \(operation))
            """
        )
    }

    private static func data(of specification: WorkspaceSpecification) -> [String: JSONValue] {
        let steps = OperationProgress.steps(kind: .provision, type: specification.deploymentType)
        return [
            "name": .string(specification.name), "region": .string(specification.region),
            "vcpu": .integer(Int64(specification.resources.vcpu)),
            "ram_gb": .integer(Int64(specification.resources.ramGB)),
            "storage_gb": .integer(Int64(specification.resources.storageGB)),
            "step": .string(OperationStep.accept.rawValue), "number": 1, "of": .integer(Int64(steps.count)),
        ]
    }

    private func record(_ specification: WorkspaceSpecification, isNew: Bool) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.workspaces (number, workspace_id, specification, status)
            VALUES (\(specification.number), \(specification.id.rawValue), \(PostgresJSON(specification)), 'provisioning')
            ON CONFLICT (number) DO UPDATE SET
                specification = excluded.specification, workspace_id = excluded.workspace_id,
                status = 'provisioning', generation = moorage.workspaces.generation + 1,
                decommissioned_at = NULL, provisioned_at = NULL, provisioning = NULL,
                version = moorage.workspaces.version + 1, row_version = moorage.workspaces.row_version + 1
            """
        )
    }

    private func refuse(_ row: WorkspaceRow, because refusal: RefusedRow, _ request: StoredRequest) async throws {
        try await recordFailure(
            of: row.number,
            workspaceID: row.workspaceID ?? "",
            LogLine(.error, refusal.message, data: ["column": .string(refusal.column)])
        )
    }

    private func recordFailure(of workspace: WorkspaceNumber, workspaceID: String, _ line: LogLine) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.workspaces (number, workspace_id, status)
            VALUES (\(workspace), \(workspaceID), 'failed')
            ON CONFLICT (number) DO UPDATE SET status = 'failed',
                version = moorage.workspaces.version + 1, row_version = moorage.workspaces.row_version + 1
            """
        )
        try await connection.query(PostgresOperationStore.appendLogs([line], to: workspace))
    }

    private func decommission(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        guard let known else { return }
        if let live = known.liveOperation {
            guard live.kind != .decommission else { return try await outliveCancel(of: live.id, request) }
            try await askToCancel(live.id)
            try await repeatRequest(request, after: live.id)
            return try await log(
                .info,
                "Teardown requested; the \(live.kind.rawValue) under way is asked to stop first.",
                for: request
            )
        }
        guard known.status != WorkspaceStatus.decommissioned.rawValue else { return }
        guard known.hasSite else {
            try await setStatus(.decommissioned, of: request.workspace)
            return try await log(.info, "The workspace is decommissioned; nothing of it existed.", for: request)
        }
        try await setStatus(.decommissioning, of: request.workspace)
        try await start(
            .decommission,
            of: request.workspace,
            owner: nil,
            after: settings.decommissionDelay,
            priority: 10
        )
        try await log(.info, "Teardown accepted.", for: request)
    }

    /// A teardown that was asked to stop may end without having removed anything; who asks again after that is heard.
    private func outliveCancel(of teardown: OperationID, _ request: StoredRequest) async throws {
        let queued = try await connection.query(
            """
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id, waits_for_operation)
            SELECT 'decommission', \(request.workspace), \(request.workspaceID), id FROM moorage.operations
            WHERE id = \(teardown) AND cancel_requested_at IS NOT NULL AND NOT is_cancel_delivered
            """
        ).affectedCount
        guard queued > 0 else { return }
        try await log(.info, "Teardown requested again after its cancel.", for: request)
    }

    private func cancel(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        guard let live = known?.liveOperation else {
            return try await log(.info, "A cancel was asked for; nothing is under way.", for: request)
        }
        try await askToCancel(live.id)
        try await log(.info, "Cancel requested.", for: request)
    }

    private func askToCancel(_ operation: OperationID) async throws {
        try await connection.query(
            """
            UPDATE moorage.operations
            SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
                next_run_at = least(next_run_at, clock_timestamp())
            WHERE id = \(operation)
            """
        )
        // Whichever daemon works on it tells it so at once, not at its next renewal.
        try await connection.query("SELECT pg_notify('moorage_work', '')")
    }

    private func setStatus(_ status: WorkspaceStatus, of workspace: WorkspaceNumber) async throws {
        try await connection.query(
            """
            UPDATE moorage.workspaces SET status = \(status.rawValue), version = version + 1,
                row_version = row_version + 1,
                decommissioned_at = CASE WHEN \(status == .decommissioned) THEN clock_timestamp()
                    ELSE decommissioned_at END
            WHERE number = \(workspace)
            """
        )
    }

    @discardableResult
    private func start(
        _ kind: OperationKind,
        of workspace: WorkspaceNumber,
        owner: Int64?,
        after delay: Duration,
        priority: Int
    ) async throws -> OperationID {
        let wait = delay > .zero ? try await self.wait(delay) : nil
        return try await connection.query(
            """
            INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version, priority, owner_id,
                next_run_at, waiting_on)
            VALUES (\(workspace), \(kind), \(OperationStep.accept.rawValue),
                \(PostgresJSON(OperationState.accepted)), \(OperationState.accepted.version), \(priority), \(owner),
                clock_timestamp() + \(delay.milliseconds) * interval '1 millisecond',
                \(wait.map { PostgresJSON($0) })::jsonb)
            RETURNING id
            """
        ).decodeOnly(OperationID.self)
    }

    private func wait(_ delay: Duration) async throws -> WaitingOn {
        let now = Timestamp(
            microseconds: try await connection.query("SELECT \(unescaped: Timestamp.sql("clock_timestamp()"))")
                .decodeOnly(Int64.self)
        )
        return WaitingOn(
            kind: .delay,
            since: now,
            nextCheckAt: now + delay,
            detail: "The teardown was accepted and begins after MOORAGE_DECOMMISSION_DELAY.",
            unblock: "It begins by itself; until then moorage workspace cancel keeps the workspace."
        )
    }

    private func log(
        _ level: LogLine.Level,
        _ message: String,
        data: [String: JSONValue] = [:],
        for request: StoredRequest
    ) async throws {
        try await connection.query(
            PostgresOperationStore.appendLogs([LogLine(level, message, data: data)], to: request.workspace)
        )
    }

    /// Of `config_data` only its type and the known features are read: the rest is the client's, and may be anything
    /// that JSON allows and a JSON decoder does not.
    private func loadRow(_ number: WorkspaceNumber) async throws -> WorkspaceRow? {
        try await connection.query(
            """
            SELECT workspace_id, name, owner_id, deployment_type, region, vcpu, ram_gb, storage_gb,
                subscription_tier, json_typeof(config_data::json),
                coalesce(config_data::json #>> '{features,neo4j}' = 'true', false),
                config_data::json #>> '{features,keep_for_debugging_hours}'
            FROM public.workspaces WHERE id = \(number)
            """
        ).decodeFirst(
            (String?, String?, Int64?, String?, String?, Int?, Int?, Int?, String?, String?, Bool, String?).self
        ).map { row in
            WorkspaceRow(
                number: number,
                workspaceID: row.0,
                name: row.1,
                owner: row.2,
                deploymentType: row.3,
                region: row.4,
                vcpu: row.5,
                ramGB: row.6,
                storageGB: row.7,
                tier: row.8,
                configuration: Self.configuration(type: row.9, hasNeo4j: row.10, keepHours: row.11)
            )
        }
    }

    private static func configuration(type: String?, hasNeo4j: Bool, keepHours: String?) -> JSONValue? {
        guard let type, type != "null" else { return nil }
        guard type == "object" else { return .array([]) }
        var features: [String: JSONValue] = ["neo4j": .bool(hasNeo4j)]
        if let keepHours {
            features["keep_for_debugging_hours"] = Int64(keepHours).map { .integer($0) } ?? .string(keepHours)
        }
        return .object(["features": .object(features)])
    }
}
