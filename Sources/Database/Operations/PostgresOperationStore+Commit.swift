package import Orchestrator
internal import Postgres
internal import Workspaces

extension PostgresOperationStore {
    /// Writes a transition with its effects and log lines, atomically.
    package func commit(_ commit: OperationCommit) async throws(StoreError) {
        var statements = [Self.hold(commit.holder), Self.recordTransition(commit), Self.endEffect(commit)]
        if let effect = commit.transition.effect { statements.append(Self.intend(effect, commit)) }
        statements.append(Self.recordWorkspace(commit))
        statements.append(Self.appendLogs(commit.transition.log, to: commit.workspace))
        statements += commit.transition.records.map(Self.record)
        statements += Self.recordOperation(commit)
        do {
            _ = try await run { pool in try await pool.pipeline(statements) }
        } catch {
            // An earlier attempt with an unknown outcome did commit: it was the same transition under the same claim.
            guard let cause = error.cause as? PostgresError, cause.server?.constraint == "transitions_pkey" else {
                throw error
            }
        }
        projector.wake()
    }

    private static func recordTransition(_ commit: OperationCommit) -> PostgresQuery {
        """
        INSERT INTO moorage.transitions (operation_id, sequence, from_step, event, to_step, event_data, epoch)
        VALUES (\(commit.holder.operation), \(commit.sequence), \(commit.from.step.rawValue), \(commit.event.name),
            \(commit.transition.state.step.rawValue), \(PostgresJSON(commit.event)), \(commit.holder.epoch))
        """
    }

    private static func effectKey(_ holder: LeaseHolder, _ sequence: Int) -> String {
        "\(holder.operation)-\(sequence)"
    }

    private static func endEffect(_ commit: OperationCommit) -> PostgresQuery {
        let state = if case .failed = commit.event { "failed" } else { "done" }
        return """
            UPDATE moorage.effects
            SET state = \(state), result = \(PostgresJSON(commit.event)), finished_at = clock_timestamp()
            WHERE key = \(effectKey(commit.holder, commit.sequence - 1))
            """
    }

    private static func intend(_ effect: OperationEffect, _ commit: OperationCommit) -> PostgresQuery {
        """
        INSERT INTO moorage.effects (key, operation_id, kind, effect, attempt)
        VALUES (\(effectKey(commit.holder, commit.sequence)), \(commit.holder.operation), \(effect.name),
            \(PostgresJSON(effect)), \(commit.transition.attempt))
        """
    }

    private static func recordWorkspace(_ commit: OperationCommit) -> PostgresQuery {
        let change = commit.transition.projection ?? ProjectionChange()
        // Released ports and hosts no longer belong to anybody.
        let isGone = commit.transition.outcome != nil && commit.site == nil
        return """
            UPDATE moorage.workspaces SET
                site = \(commit.site.map { PostgresJSON($0) })::jsonb,
                status = coalesce(\(change.status)::text, status),
                ip_address = nullif(coalesce(\(change.ipAddress)::text, ip_address), ''),
                droplet_id = coalesce(\(change.serverID)::text, droplet_id),
                instance_url = coalesce(\(change.instanceURL)::text, instance_url),
                monthly_cost = coalesce(\(change.monthlyCostCents)::numeric / 100, monthly_cost),
                provisioned_at = CASE WHEN \(change.setsProvisionedAt ?? false)::boolean THEN clock_timestamp()
                    ELSE provisioned_at END,
                decommissioned_at = CASE WHEN \(change.setsDecommissionedAt ?? false)::boolean
                    THEN clock_timestamp() ELSE decommissioned_at END,
                provisioning = CASE WHEN \(isGone)::boolean THEN NULL
                    ELSE coalesce(\(change.provisioning.map { PostgresJSON($0) })::jsonb, provisioning) END,
                version = version + 1,
                row_version = row_version + \(commit.transition.projection == nil ? 0 : 1)
            WHERE number = \(commit.workspace)
            """
    }

    /// Appends lines to a workspace's log, to be published by the projector.
    static func appendLogs(_ lines: [LogLine], to workspace: WorkspaceNumber) -> PostgresQuery {
        "SELECT moorage.append_logs(\(workspace), \(PostgresJSON(lines))::jsonb)"
    }

    private static func record(_ change: RecordChange) -> PostgresQuery {
        switch change {
        case .serverCreated(let name, let id):
            """
            UPDATE moorage.resources SET state = 'created', external_id = \(id)
            WHERE kind = 'droplet' AND name = \(name) AND state <> 'deleted'
            """
        case .duplicateFound(let name, let id, let hourlyCostMicros):
            // A separate kind, because a server's name is unique and a workspace has one live server.
            """
            INSERT INTO moorage.resources (provider, kind, name, external_id, workspace_number, workspace_id, generation,
                intent, state, hourly_cost_micros)
            SELECT provider, 'duplicate_droplet', name || '#' || \(id)::text, \(id)::text, workspace_number, workspace_id,
                generation, intent, 'deleting', \(hourlyCostMicros)::bigint
            FROM moorage.resources WHERE kind = 'droplet' AND name = \(name)
            ON CONFLICT (provider, kind, name) DO NOTHING
            """
        case .duplicateGone(let id):
            """
            UPDATE moorage.resources SET state = 'deleted', deleted_at = clock_timestamp()
            WHERE kind = 'duplicate_droplet' AND external_id = \(id) AND state <> 'deleted'
            """
        case .hostAddress(let host, let address):
            "UPDATE moorage.hosts SET address = \(address) WHERE id = \(host)"
        case .hostQuarantined(let host):
            "UPDATE moorage.hosts SET state = 'quarantined' WHERE id = \(host) AND kind = 'bare_metal'"
        case .serverGone(let name):
            """
            UPDATE moorage.resources SET state = 'deleted', deleted_at = clock_timestamp()
            WHERE kind = 'droplet' AND name = \(name) AND state <> 'deleted'
            """
        }
    }

    private static func recordOperation(_ commit: OperationCommit) -> [PostgresQuery] {
        guard let outcome = commit.transition.outcome else { return [update(commit)] }
        let error = commit.transition.log.last { $0.level == .error }?.message
        return [
            """
            WITH ended AS (DELETE FROM moorage.operations WHERE id = \(commit.holder.operation) RETURNING *)
            INSERT INTO moorage.operation_history
                (id, workspace_number, kind, outcome, error, transitions, created_at, finished_at)
            SELECT id, workspace_number, kind, \(outcome.rawValue), \(error), \(commit.sequence), created_at,
                clock_timestamp()
            FROM ended
            """,
            // All drift has been resolved or is obsolete.
            """
            DELETE FROM moorage.drift
            WHERE workspace_number = \(commit.workspace) AND \(outcome == .succeeded)::boolean
            """,
            "SELECT pg_notify('moorage_work', '')",
        ]
    }

    private static func update(_ commit: OperationCommit) -> PostgresQuery {
        let transition = commit.transition
        let isNewStep = transition.state.step != commit.from.step
        let isCancel = if case .cancelRequested = commit.event { true } else { false }
        return """
            UPDATE moorage.operations SET
                step = \(transition.state.step.rawValue),
                state = \(PostgresJSON(transition.state)),
                state_version = \(transition.state.version),
                effect = \(transition.effect.map { PostgresJSON($0) })::jsonb,
                sequence = \(commit.sequence),
                attempt = \(transition.attempt),
                waiting_on = \(transition.waitingOn.map { PostgresJSON($0) })::jsonb,
                step_started_at = CASE WHEN \(isNewStep) THEN clock_timestamp() ELSE step_started_at END,
                next_run_at = clock_timestamp() + \(transition.delay.milliseconds) * interval '1 millisecond',
                is_cancel_delivered = is_cancel_delivered OR \(isCancel),
                lease_owner = CASE WHEN \(commit.releasesLease) THEN NULL ELSE lease_owner END,
                lease_expires_at = CASE WHEN \(commit.releasesLease) THEN NULL ELSE lease_expires_at END
            WHERE id = \(commit.holder.operation)
            """
    }
}
