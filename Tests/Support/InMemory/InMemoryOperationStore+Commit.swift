package import Orchestrator
internal import Providers
internal import Workspaces

extension InMemoryOperationStore {
    /// Writes a transition with its effects and log lines, atomically.
    package func commit(_ commit: OperationCommit) async throws(StoreError) {
        let now = database.now()
        let releasesPorts = database.laxity.releasesPortsEarly
        try database.write(heldBy: commit.holder) { tables in
            let written = tables.transitions[commit.holder.operation] ?? []
            // An earlier attempt with an unknown outcome did commit.
            guard commit.sequence > written.count else { return .success(()) }
            guard commit.sequence == written.count + 1 || database.laxity.skipsEpochCheck else {
                return .failure(StoreError(.rejected, "Transition \(commit.sequence) follows \(written.count)."))
            }
            tables.transitions[commit.holder.operation, default: []].append(commit.holder.epoch)
            tables.project(commit, at: now)
            tables.append(commit.transition.log, to: commit.workspace, at: now)
            for change in commit.transition.records { tables.record(change) }
            tables.move(commit, at: now)
            if releasesPorts, commit.transition.state.teardown != nil { tables.blocks[commit.workspace] = nil }
            return .success(())
        }
    }
}

extension InMemoryTables {
    fileprivate mutating func project(_ commit: OperationCommit, at now: Timestamp) {
        guard var workspace = workspaces.removeValue(forKey: commit.workspace) else { return }
        workspace.site = commit.site
        if let change = commit.transition.projection {
            workspace.status = change.status ?? workspace.status
            if let address = change.ipAddress { workspace.ipAddress = address.isEmpty ? nil : address }
            workspace.dropletID = change.serverID ?? workspace.dropletID
            workspace.instanceURL = change.instanceURL ?? workspace.instanceURL
            workspace.monthlyCostCents = change.monthlyCostCents ?? workspace.monthlyCostCents
            workspace.provisioning = change.provisioning ?? workspace.provisioning
        }
        // Released ports and hosts no longer belong to anybody.
        if commit.transition.outcome != nil, commit.site == nil { workspace.provisioning = nil }
        workspaces[commit.workspace] = workspace
    }

    fileprivate mutating func record(_ change: RecordChange) {
        switch change {
        case .serverCreated(let name, let id):
            for index in liveResources(named: name) {
                resources[index].state = .created
                resources[index].externalID = id
            }
        case .hostAddress(let host, let address):
            if let index = hostIndex(host) { hosts[index].address = address }
        case .hostQuarantined(let host):
            if let index = hostIndex(host), hosts[index].droplet == nil { hosts[index].state = .quarantined }
        case .duplicateFound(_, let id, _): duplicates[id] = true
        case .duplicateGone(let id): duplicates[id] = false
        case .serverGone(let name):
            for index in liveResources(named: name) { resources[index].state = .deleted }
        }
    }

    private func liveResources(named name: String) -> [Int] {
        resources.indices.filter { resources[$0].intent.name == name && resources[$0].state != .deleted }
    }

    fileprivate mutating func move(_ commit: OperationCommit, at now: Timestamp) {
        guard let index = operationIndex(commit.holder.operation) else { return }
        let transition = commit.transition
        if let outcome = transition.outcome {
            let ended = operations.remove(at: index)
            if outcome == .succeeded { serversGone.remove(ended.workspace) }
            history.append(.init(id: ended.id, workspace: ended.workspace, kind: ended.kind, outcome: outcome))
            return
        }
        if transition.state.step != commit.from.step { operations[index].stepStartedAt = now }
        operations[index].state = transition.state
        operations[index].effect = transition.effect
        operations[index].sequence = commit.sequence
        operations[index].attempt = transition.attempt
        operations[index].waitingOn = transition.waitingOn
        operations[index].nextRunAt = now + .milliseconds(transition.delay.milliseconds)
        if case .cancelRequested = commit.event { operations[index].cancelDelivered = true }
        if commit.releasesLease {
            operations[index].leaseOwner = nil
            operations[index].leaseExpiresAt = nil
        }
    }
}
