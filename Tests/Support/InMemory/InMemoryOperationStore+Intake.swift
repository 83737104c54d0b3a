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
        switch request.kind {
        case .provision: provision(request.workspace, in: &tables, at: now)
        case .decommission, .delete: decommission(request.workspace, in: &tables, at: now)
        case .cancel:
            guard let index = tables.liveOperation(of: request.workspace) else {
                return tables.log(.info, "A cancel was asked for; nothing is under way.", request.workspace, now)
            }
            tables.askToCancel(index, at: now)
            tables.log(.info, "Cancel requested.", request.workspace, now)
        }
    }

    private func provision(_ number: WorkspaceNumber, in tables: inout InMemoryTables, at now: Timestamp) {
        if let known = tables.workspaces[number] {
            if let live = tables.liveOperation(of: number) {
                guard tables.operations[live].kind == .decommission else { return }
                return tables.log(
                    .warning,
                    "A provision was asked for while the workspace is being taken down; ask again after it.",
                    number,
                    now
                )
            }
            guard known.status != WorkspaceStatus.active.rawValue else {
                return tables.log(.info, "A provision was asked for; the workspace is active already.", number, now)
            }
        }
        guard let row = tables.rows[number] else { return }
        do {
            let specification = try row.checked(defaultRegion: defaultRegion)
            tables.record(specification)
            tables.start(.provision, of: number, priority: 0, after: .zero, at: now)
            tables.log(
                .info,
                "Accepted: \(specification.deploymentType.rawValue) workspace \(specification.id).",
                number,
                now
            )
        } catch {
            tables.workspaces[number, default: .init(status: "failed")].status = "failed"
            tables.log(.error, error.message, number, now)
        }
    }

    private func decommission(_ number: WorkspaceNumber, in tables: inout InMemoryTables, at now: Timestamp) {
        guard let known = tables.workspaces[number] else { return }
        if let live = tables.liveOperation(of: number) {
            guard tables.operations[live].kind == .provision else {
                guard tables.operations[live].isCancelPending else { return }
                tables.append(.decommission, for: number, waitsFor: tables.operations[live].id)
                return tables.log(.info, "Teardown requested again after its cancel.", number, now)
            }
            tables.askToCancel(live, at: now)
            tables.append(.decommission, for: number, waitsFor: tables.operations[live].id)
            return tables.log(
                .info,
                "Teardown requested; the provision under way is asked to stop first.",
                number,
                now
            )
        }
        guard known.status != WorkspaceStatus.decommissioned.rawValue else { return }
        guard known.site != nil else {
            tables.workspaces[number]?.status = WorkspaceStatus.decommissioned.rawValue
            return tables.log(.info, "The workspace is decommissioned; nothing of it existed.", number, now)
        }
        tables.workspaces[number]?.status = WorkspaceStatus.decommissioning.rawValue
        tables.start(.decommission, of: number, priority: 10, after: decommissionDelay, at: now)
        tables.log(.info, "Teardown accepted.", number, now)
    }
}

extension InMemoryTables {
    fileprivate mutating func log(_ level: LogLine.Level, _ text: String, _ number: WorkspaceNumber, _ now: Timestamp) {
        append([LogLine(level, text)], to: number, at: now)
    }

    fileprivate mutating func askToCancel(_ index: Int, at now: Timestamp) {
        operations[index].cancelRequested = true
        operations[index].nextRunAt = min(operations[index].nextRunAt, now)
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
        priority: Int,
        after delay: Duration,
        at now: Timestamp
    ) {
        lastOperation += 1
        operations.append(
            Operation(
                id: OperationID(rawValue: lastOperation),
                workspace: number,
                kind: kind,
                priority: priority,
                nextRunAt: now + delay,
                stepStartedAt: now
            )
        )
    }
}
