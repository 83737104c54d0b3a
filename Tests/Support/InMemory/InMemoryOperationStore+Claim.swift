package import Orchestrator
package import Workspaces

extension InMemoryOperationStore {
    /// Whether there is work now, and when the next work is due.
    package func pendingWork() async throws(StoreError) -> PendingWork {
        let now = database.now()
        return database.read { tables in
            let next = tables.operations.map { max($0.nextRunAt, $0.leaseExpiresAt ?? now, now) - now }.min()
            return PendingWork(
                hasRequests: tables.requests.contains { tables.isReady($0) },
                nextOperationIn: next.map { .milliseconds($0.milliseconds) }
            )
        }
    }

    /// Claims due and free operations, most urgent first, each under a new epoch.
    package func claim(limit: Int, lease: Duration) async throws(StoreError) -> [ClaimedOperation] {
        let now = database.now()
        return try database.write { tables in
            let due = tables.operations.indices.filter { index in
                let operation = tables.operations[index]
                return operation.nextRunAt <= now && operation.leaseExpiresAt.map { $0 < now } ?? true
            }
            let urgent = due.sorted { left, right in
                let (left, right) = (tables.operations[left], tables.operations[right])
                if left.priority != right.priority { return left.priority > right.priority }
                if left.nextRunAt != right.nextRunAt { return left.nextRunAt < right.nextRunAt }
                return left.id.rawValue < right.id.rawValue
            }
            return .success(urgent.prefix(limit).compactMap { take($0, in: &tables, lease: lease, at: now) })
        }
    }

    private func take(
        _ index: Int,
        in tables: inout InMemoryTables,
        lease: Duration,
        at now: Timestamp
    ) -> ClaimedOperation? {
        let operation = tables.operations[index]
        guard let workspace = tables.workspaces[operation.workspace], let specification = workspace.specification
        else { return nil }
        tables.lastEpoch += 1
        let epoch = LeaseEpoch(rawValue: tables.lastEpoch)
        tables.operations[index].leaseOwner = daemon
        tables.operations[index].epoch = epoch
        tables.operations[index].leaseExpiresAt = now + lease
        return ClaimedOperation(
            holder: LeaseHolder(operation: operation.id, epoch: epoch),
            kind: operation.kind,
            workspace: specification,
            generation: Generation(rawValue: workspace.generation),
            state: operation.state,
            effect: operation.effect,
            knownSite: workspace.site,
            stepStartedAt: operation.stepStartedAt,
            attempt: operation.attempt,
            sequence: operation.sequence,
            waitingOn: operation.waitingOn,
            isCancelPending: operation.isCancelPending,
            claimedAt: now,
            wasCutOff: operation.leaseOwner != nil && !database.laxity.forgetsCuts,
            lease: lease
        )
    }

    /// Renews these leases and returns those still held.
    package func renewLeases(
        _ lease: Duration,
        of holders: Set<LeaseHolder>
    ) async throws(StoreError) -> [HeldLease] {
        let now = database.now()
        return try database.write { tables in
            var held: [HeldLease] = []
            for index in tables.operations.indices where tables.operations[index].leaseOwner == daemon {
                let operation = tables.operations[index]
                let holder = LeaseHolder(operation: operation.id, epoch: operation.epoch)
                guard holders.contains(holder) else { continue }
                tables.operations[index].leaseExpiresAt = now + lease
                held.append(HeldLease(holder: holder, isCancelPending: operation.isCancelPending))
            }
            return .success(held)
        }
    }

    /// The database's clock.
    package func now() async throws(StoreError) -> Timestamp { database.now() }

    /// Gives up a lease without a transition; a newer claim keeps what it holds.
    package func release(_ holder: LeaseHolder) async throws(StoreError) {
        let now = database.now()
        try database.write { tables in
            guard let index = tables.operationIndex(holder.operation), tables.operations[index].epoch == holder.epoch
            else { return .success(()) }
            tables.operations[index].leaseOwner = nil
            tables.operations[index].leaseExpiresAt = nil
            tables.operations[index].nextRunAt = now
            return .success(())
        }
    }

    /// Sets aside an operation that cannot continue, and reports it in the workspace's log.
    package func setAside(
        _ holder: LeaseHolder,
        workspace: WorkspaceNumber,
        because reason: String,
        for pause: Duration
    ) async throws(StoreError) {
        let now = database.now()
        let line = LogLine(
            .error,
            "The operation cannot continue now and is tried again in \(pause.milliseconds / 1000) s: \(reason)"
        )
        try database.write(heldBy: holder) { tables in
            guard let index = tables.operationIndex(holder.operation) else { return .success(()) }
            tables.append([line], to: workspace, at: now)
            tables.operations[index].leaseOwner = nil
            tables.operations[index].leaseExpiresAt = nil
            tables.operations[index].nextRunAt = now + pause
            tables.operations[index].waitingOn = WaitingOn(
                kind: .retry,
                since: now,
                nextCheckAt: now + pause,
                detail: reason,
                unblock: "A newer version of moorage, or a person."
            )
            return .success(())
        }
    }
}

extension InMemoryTables {
    /// Whether nothing must end before the request is taken.
    func isReady(_ request: Request) -> Bool {
        guard let operation = request.waitsFor else { return true }
        return operationIndex(operation) == nil
    }
}
