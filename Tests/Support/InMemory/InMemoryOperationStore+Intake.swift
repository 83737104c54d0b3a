package import Orchestrator
internal import Workspaces

extension InMemoryOperationStore {
    /// Turns committed requests into operations, oldest first, those of one workspace one after the other.
    package func takeRequests(limit: Int) async throws(StoreError) -> Int {
        let now = database.now()
        return try database.write { tables in
            var taken = 0
            while taken < limit, let index = tables.requests.firstIndex(where: { tables.isReady($0) }) {
                answer(tables.requests.remove(at: index), in: &tables, at: now)
                taken += 1
            }
            return .success(taken)
        }
    }

    private func answer(_ request: InMemoryTables.Request, in tables: inout InMemoryTables, at now: Timestamp) {
        let number = request.workspace
        var known = tables.known(number)
        known.lastWaiting = nil
        let decision = RequestDesk.decide(request.kind.wanted, knowing: known, hasWaited: request.waitsFor != nil)
        if decision.callsOffProvisions, !database.laxity.keepsProvisions, tables.callOffProvisions(of: number) {
            tables.append([RequestDesk.Decision.calledOff], to: number, at: now)
        }
        switch (decision.answer, request.kind.wanted) {
        case (.start, .operation(.provision)): build(number, in: &tables, at: now)
        case (.start, .operation(let kind)):
            if let status = kind.traits.startStatus { tables.workspaces[number]?.status = status.rawValue }
            _ = tables.start(kind, of: number, after: kind.traits.isDelayed ? decommissionDelay : .zero, at: now)
        case (.removeThenStart, let wanted):
            tables.workspaces[number]?.status = WorkspaceStatus.decommissioning.rawValue
            let removal = tables.start(.decommission, of: number, after: .zero, at: now)
            tables.append(ClientRequest(wanted), for: number, waitsFor: removal)
        case (.queue, _) where database.laxity.losesRequests: break
        case (.queue, let wanted): tables.append(ClientRequest(wanted), for: number, waitsFor: known.operation?.id)
        case (.stopThenQueue, let wanted):
            tables.askToStop(known.operation?.id, at: now)
            tables.append(ClientRequest(wanted), for: number, waitsFor: known.operation?.id)
        case (.stop, _): tables.askToStop(known.operation?.id, at: now)
        case (.conclude, _): tables.workspaces[number]?.status = WorkspaceStatus.decommissioned.rawValue
        case (.start, .cancel), (.forward, _), (.nothing, _), (.refuse, _): break
        }
        if let line = decision.line { tables.append([line], to: number, at: now) }
    }

    private func build(_ number: WorkspaceNumber, in tables: inout InMemoryTables, at now: Timestamp) {
        guard let row = tables.rows[number] else { return }
        do {
            let specification = try row.checked(defaultRegion: defaultRegion)
            tables.record(specification)
            _ = tables.start(.provision, of: number, after: .zero, at: now)
            let accepted = "Accepted: \(specification.deploymentType.rawValue) workspace \(specification.id)."
            tables.append([LogLine(.info, accepted)], to: number, at: now)
        } catch {
            tables.workspaces[number, default: .init(status: "failed")].status = "failed"
            tables.append([LogLine(.error, error.message)], to: number, at: now)
        }
    }
}

extension InMemoryTables {
    /// The facts about a workspace that the desk needs.
    func known(_ number: WorkspaceNumber) -> KnownWorkspace {
        let workspace = workspaces[number]
        return KnownWorkspace(
            status: workspace.flatMap { WorkspaceStatus(rawValue: $0.status) },
            hasSite: workspace?.site != nil,
            isServerGone: serversGone.contains(number),
            operation: liveOperation(of: number).map { operations[$0] }.map {
                .init(id: $0.id, kind: $0.kind, step: $0.state.step, isAskedToStop: $0.cancelRequested)
            },
            lastWaiting: requests.last { $0.workspace == number }?.kind.wanted
        )
    }

    fileprivate mutating func askToStop(_ operation: OperationID?, at now: Timestamp) {
        guard let index = operation.flatMap(operationIndex) else { return }
        operations[index].cancelRequested = true
        operations[index].nextRunAt = min(operations[index].nextRunAt, now)
    }

    fileprivate mutating func callOffProvisions(of number: WorkspaceNumber) -> Bool {
        let count = requests.count
        requests.removeAll { $0.workspace == number && $0.kind == .provision && $0.waitsFor != nil }
        return requests.count < count
    }

    fileprivate mutating func record(_ specification: WorkspaceSpecification) {
        var workspace = Workspace(specification: specification, status: WorkspaceStatus.provisioning.rawValue)
        if let known = workspaces[specification.number] {
            workspace = known
            workspace.specification = specification
            workspace.status = WorkspaceStatus.provisioning.rawValue
            workspace.generation += 1
            workspace.provisioning = nil
        }
        workspaces[specification.number] = workspace
    }

    fileprivate mutating func start(
        _ kind: OperationKind,
        of number: WorkspaceNumber,
        after delay: Duration,
        at now: Timestamp
    ) -> OperationID {
        lastOperation += 1
        let id = OperationID(rawValue: lastOperation)
        operations.append(
            Operation(
                id: id,
                workspace: number,
                kind: kind,
                priority: kind.traits.priority,
                nextRunAt: now + delay,
                stepStartedAt: now
            )
        )
        return id
    }
}
