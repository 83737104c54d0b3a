import Orchestrator
import Providers
internal import Synchronization
import Workspaces

extension SimulatedCloud {
    /// Any size fits.
    func plan(_ request: ServerRequest) -> Result<ServerPlan, ProviderError> {
        countCall()
        if let error = hiccup() { return .failure(error) }
        return .success(
            ServerPlan(
                size: "s-2vcpu-4gb",
                region: request.region,
                image: "simulated",
                monthlyCostCents: 2400,
                hourlyCostMicros: 35_710
            )
        )
    }

    /// What a call meets that changes nothing.
    ///
    /// - Parameter knowsToken: false when the token may be refused, which a person puts right.
    func hiccup(knowsToken: Bool = false) -> ProviderError? {
        let timeline = around.timeline
        guard timeline.chance(around.plan.tooManyRequests) else { return nil }
        return timeline.draw { generator in
            switch generator.below(3) {
            case 0: ProviderError(.waitForBudget(.seconds(1 + generator.below(60))), "The API's budget is used up.")
            case 1 where !knowsToken: ProviderError(.waitForOperator(.credentials), "The API refused the token.")
            default: ProviderError(.transient(retryAfter: .seconds(generator.below(20))), "The API answered 502.")
            }
        }
    }

    /// The droplets of a name that a list shows, oldest first.
    func list(named name: String) -> Result<[Server], ProviderError> {
        countCall()
        if let error = hiccup() { return .failure(error) }
        return .success(visible(name).map(\.server))
    }

    private func visible(_ name: String) -> [SimulatedDroplet] {
        let now = around.timeline.now
        return state.withLock { state in
            state.droplets.filter { $0.name == name && $0.visibleAt <= now && $0.exists(at: now) }
        }
    }

    /// What has become of a droplet: its create action decides, not a list that does not show it yet.
    func status(of reference: ServerReference) -> Result<ServerStatus, ProviderError> {
        countCall()
        if let error = hiccup() { return .failure(error) }
        let now = around.timeline.now
        guard let droplet = state.withLock({ $0.droplets.first { String($0.id) == reference.id } }) else {
            return .success(.absent)
        }
        guard droplet.exists(at: now) else {
            let isKnown = droplet.willFail && reference.createActionID != nil
            return .success(isKnown ? .failed(reason: "No room was found.") : .absent)
        }
        let isActive = now >= droplet.activeAt && (droplet.visibleAt <= now || reference.createActionID == nil)
        return .success(isActive ? .active(droplet.server) : .pending)
    }

    /// Asks for the removal of all droplets of a name and of an id.
    func destroy(named name: String, id: String?) -> Result<[Server], ProviderError> {
        remove(of: name) { droplet, now in
            (droplet.name == name && droplet.visibleAt <= now) || String(droplet.id) == id
        }
    }

    /// Asks for the removal of surplus droplets of a name.
    func destroy(_ ids: [String], named name: String) -> Result<[Server], ProviderError> {
        remove(of: name) { droplet, _ in ids.contains(String(droplet.id)) }.flatMap { _ in list(named: name) }
    }

    private func remove(
        of name: String,
        _ isMeant: @Sendable (SimulatedDroplet, _ now: Int64) -> Bool
    ) -> Result<[Server], ProviderError> {
        countCall()
        if let error = hiccup() { return .failure(error) }
        monitor.destroyArrived(name, workspace: around.database.workspace(ofHost: name))
        let now = around.timeline.now
        let plan = around.plan
        let found = state.withLock { state in
            state.droplets.indices.filter { index in
                let droplet = state.droplets[index]
                return droplet.exists(at: now) && isMeant(droplet, now)
            }
        }
        for index in found {
            let isSlow = around.timeline.chance(plan.slowDestruction)
            let takes = around.timeline.draw { Int64($0.below(isSlow ? 90_000_000 : 3_000_000)) }
            let asked = state.withLock { state -> SimulatedDroplet? in
                guard state.droplets[index].goneAt == nil || state.droplets[index].willFail else { return nil }
                let end = min(state.droplets[index].goneAt ?? .max, now + takes)
                state.droplets[index].goneAt = end
                return state.droplets[index]
            }
            guard let asked else { continue }
            around.history.note("cloud", .numbered("removes", asked.id), workspace: asked.workspace)
        }
        return .success(state.withLock { state in found.map { state.droplets[$0].server } })
    }

    /// Tags are seen a while after the droplet, sometimes.
    func confirmTags(of reference: ServerReference) -> Result<Bool, ProviderError> {
        countCall()
        if let error = hiccup() { return .failure(error) }
        return .success(!around.timeline.chance(around.plan.lateVisibility))
    }

    /// Every droplet that a list shows.
    func inventory() -> Result<[InventoryItem], ProviderError> {
        countCall()
        if let error = hiccup() { return .failure(error) }
        let now = around.timeline.now
        return .success(living().filter { $0.visibleAt <= now }.map(\.inventoryItem))
    }

    /// The names with records.
    func addressNames(under domain: String) -> Result<[String], ProviderError> {
        countCall()
        if let error = hiccup() { return .failure(error) }
        return .success(state.withLock { $0.records.keys.filter { $0.hasSuffix(".\(domain)") } }.sorted())
    }

    /// The workspace of a fully qualified name.
    func workspace(ofRecord name: String) -> WorkspaceNumber? {
        name.split(separator: ".").first.flatMap { WorkspaceID(String($0)) }
            .flatMap { around.database.number(of: $0) }
    }

    /// A write that comes after its writer gave it up may undo what was done meanwhile: nothing orders DNS writes.
    private func disturb(_ name: String, givenUpAt: Int64, isLate: Bool) {
        guard isLate || around.timeline.now > givenUpAt else { return }
        state.withLock { _ = $0.disturbed.insert(name) }
        monitor.count { $0.lateRecords += 1 }
    }

    /// Without a token a bare-metal workspace goes on without a record; here there always is one.
    func publish(_ record: AddressRecord, givenUpAt: Int64, isLate: Bool) -> Result<PublishedAddress, ProviderError> {
        countCall()
        if let error = hiccup(knowsToken: true) { return .failure(error) }
        disturb(record.name, givenUpAt: givenUpAt, isLate: isLate)
        state.withLock { $0.records[record.name] = record }
        return .success(.published)
    }

    /// A refused token and a record of which only a dead daemon knows are not met together: docs/simulation.md says why.
    func withdraw(_ name: String, givenUpAt: Int64, isLate: Bool) -> Result<Void, ProviderError> {
        countCall()
        let isConfirmed = monitor.isRecordConfirmed(of: workspace(ofRecord: name))
        if let error = hiccup(knowsToken: !isConfirmed) { return .failure(error) }
        disturb(name, givenUpAt: givenUpAt, isLate: isLate)
        state.withLock { $0.records[name] = nil }
        return .success(())
    }

    /// The droplets that exist and were not asked to go, by workspace.
    func living() -> [SimulatedDroplet] {
        let now = around.timeline.now
        return state.withLock { state in state.droplets.filter { $0.exists(at: now) } }
    }

    /// Whether a name has a record although it should have none, or none although it should have one.
    func isRecordWrong(_ name: String, shouldExist: Bool) -> Bool {
        state.withLock { state in
            (state.records[name] != nil) != shouldExist && !state.disturbed.contains(name)
        }
    }

    /// Seconds for which droplets were billed so far.
    var billedSeconds: Int {
        let now = around.timeline.now
        return state.withLock { state in
            state.droplets.reduce(0) { $0 + Int((min($1.goneAt ?? now, now) - $1.createdAt) / 1_000_000) }
        }
    }
}

extension SimulatedDroplet {
    var server: Server {
        Server(id: String(id), name: name, ipv4: address, ipv6: nil, createdAt: Double(createdAt) / 1_000_000)
    }

    var inventoryItem: InventoryItem {
        InventoryItem(
            kind: .droplet,
            id: String(id),
            name: name,
            createdAt: Double(createdAt) / 1_000_000,
            size: "s-2vcpu-4gb",
            hourlyCostMicros: 35_710,
            tags: []
        )
    }
}
