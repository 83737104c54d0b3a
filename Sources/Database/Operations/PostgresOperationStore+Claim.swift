package import Orchestrator
internal import Postgres
package import Workspaces

extension PostgresOperationStore {
    /// Whether there is work now, and when the next work is due.
    package func pendingWork() async throws(StoreError) -> PendingWork {
        let (hasRequests, nextMilliseconds, hasCancels) = try await run { pool in
            try await pool.query(
                """
                SELECT EXISTS (
                        SELECT FROM moorage.requests r WHERE \(unescaped: StoredRequest.isReady)
                    ),
                    (SELECT (extract(epoch FROM min(greatest(o.next_run_at, o.lease_expires_at, clock_timestamp()))
                             - clock_timestamp()) * 1000)::bigint
                     FROM moorage.operations o WHERE \(unescaped: ClaimQuery.isReadable("o"))),
                    EXISTS (
                        SELECT FROM moorage.operations o
                        WHERE o.cancel_requested_at IS NOT NULL AND NOT o.is_cancel_delivered
                          AND o.lease_owner = \(settings.daemon)
                    )
                """
            ).decodeOnly((Bool, Int64?, Bool).self)
        }
        return PendingWork(
            hasRequests: try await hasUnseenRows() || hasRequests,
            nextOperationIn: nextMilliseconds.map { .milliseconds(max($0, 0)) },
            hasCancels: hasCancels
        )
    }

    /// The backstop reads a table of the clients, which one of them may have locked; then only the backstop waits.
    private func hasUnseenRows() async throws(StoreError) -> Bool {
        do {
            return try await run { pool in
                try await pool.withTransaction { connection in
                    try await connection.query(SharedTables.lockTimeout)
                    return try await connection.query(
                        """
                        SELECT EXISTS (
                            SELECT FROM public.workspaces w WHERE w.status = 'provisioning'
                            AND NOT EXISTS (SELECT FROM moorage.workspaces m WHERE m.number = w.id)
                            AND NOT EXISTS (SELECT FROM moorage.unmanaged_workspaces u WHERE u.number = w.id)
                        )
                        """
                    ).decodeOnly(Bool.self)
                }
            }
        } catch {
            guard error.isLockTimeout else { throw error }
            return false
        }
    }

    /// Claims due and free operations, each under a new epoch. Owners take turns, more urgent operations come first,
    /// and the limits of owner, host and provider apply.
    package func claim(limit: Int, lease: Duration) async throws(StoreError) -> [ClaimedOperation] {
        try await run { pool in
            let query = ClaimQuery(settings: settings, limit: limit, lease: lease)
            return try await pool.pipeline(query.statements).last?.map { try Self.claimed($0, lease: lease) } ?? []
        }
    }

    private static func claimed(_ row: PostgresRow, lease: Duration) throws -> ClaimedOperation {
        let (
            id, epoch, kind, specification, generation, state, effect, site, startedAt, attempt, sequence, waitingOn,
            isCancelPending, now, wasCutOff
        ) = try row.decode(
            (
                OperationID, LeaseEpoch, OperationKind, PostgresJSON<WorkspaceSpecification>, Generation,
                PostgresJSON<OperationState>, PostgresJSON<OperationEffect>?, PostgresJSON<Site>?, Timestamp, Int, Int,
                PostgresJSON<WaitingOn>?, Bool, Timestamp, Bool
            ).self
        )
        return ClaimedOperation(
            holder: LeaseHolder(operation: id, epoch: epoch),
            kind: kind,
            workspace: specification.value,
            generation: generation,
            state: state.value,
            effect: effect?.value,
            knownSite: site?.value,
            stepStartedAt: startedAt,
            attempt: attempt,
            sequence: sequence,
            waitingOn: waitingOn?.value,
            isCancelPending: isCancelPending,
            claimedAt: now,
            wasCutOff: wasCutOff,
            lease: lease
        )
    }

    /// Renews these leases in one statement and returns those still held.
    package func renewLeases(
        _ lease: Duration,
        of holders: Set<LeaseHolder>
    ) async throws(StoreError) -> [HeldLease] {
        let holders = Array(holders)
        return try await run { pool in
            try await pool.query(
                """
                UPDATE moorage.operations o
                SET lease_expires_at = clock_timestamp() + \(lease.milliseconds) * interval '1 millisecond'
                FROM unnest(\(holders.map(\.operation.rawValue))::bigint[], \(holders.map(\.epoch.rawValue))::bigint[])
                    AS h (id, epoch)
                WHERE o.id = h.id AND o.lease_epoch = h.epoch AND o.lease_owner = \(settings.daemon)
                RETURNING o.id, o.lease_epoch, o.cancel_requested_at IS NOT NULL AND NOT o.is_cancel_delivered
                """
            ).decode((OperationID, LeaseEpoch, Bool).self).map { id, epoch, isCancelPending in
                HeldLease(
                    holder: LeaseHolder(operation: id, epoch: epoch),
                    isCancelPending: isCancelPending
                )
            }
        }
    }

    /// The database's clock.
    package func now() async throws(StoreError) -> Timestamp {
        try await run { pool in
            try await pool.query("SELECT clock_timestamp()").decodeOnly(Timestamp.self)
        }
    }

    /// Gives up a lease without a transition, so that another daemon continues immediately.
    package func release(_ holder: LeaseHolder) async throws(StoreError) {
        try await run { pool in
            _ = try await pool.query(
                """
                WITH released AS (
                    UPDATE moorage.operations
                    SET lease_owner = NULL, lease_expires_at = NULL, next_run_at = clock_timestamp()
                    WHERE id = \(holder.operation) AND lease_epoch = \(holder.epoch)
                    RETURNING id
                )
                SELECT pg_notify('moorage_work', '') FROM released
                """
            )
        }
    }

    /// Sets aside an operation that cannot continue, and reports it in the workspace's log and in `why`.
    package func setAside(
        _ holder: LeaseHolder,
        workspace: WorkspaceNumber,
        because reason: String,
        for pause: Duration
    ) async throws(StoreError) {
        let line = LogLine(
            .error,
            "The operation cannot continue now and is tried again in \(pause.milliseconds / 1000) s: \(reason)"
        )
        _ = try await run { pool in
            try await pool.pipeline([
                Self.hold(holder),
                Self.appendLogs([line], to: workspace),
                """
                UPDATE moorage.operations SET lease_owner = NULL, lease_expires_at = NULL,
                    next_run_at = clock_timestamp() + \(pause.milliseconds) * interval '1 millisecond',
                    waiting_on = jsonb_build_object('kind', 'retry',
                        'since', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                        'next_check_at', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
                            + \(pause.microseconds)::bigint,
                        'detail', \(reason)::text, 'unblock', 'A newer version of moorage, or a person.')
                WHERE id = \(holder.operation)
                """,
            ])
        }
        projector.wake()
    }
}
