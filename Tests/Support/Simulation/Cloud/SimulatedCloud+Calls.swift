import Orchestrator
import Providers
internal import Synchronization
import Workspaces

extension SimulatedCloud {
    /// The size that fits.
    func plan(_ request: ServerRequest) -> Result<ServerPlan, ProviderError> {
        countCall()
        if let error = hiccup(of: .plan) { return .failure(error) }
        return Result { () throws(ProviderError) in try CloudRules.plan(request, image: "simulated") }
    }

    /// Nothing needs to be prepared, but an unusable name is refused.
    func prepare(_ intent: ServerIntent) -> Result<Void, ProviderError> {
        countCall()
        if let error = hiccup(of: .prepare) { return .failure(error) }
        return Result { () throws(ProviderError) in try CloudRules.check(intent) }
    }

    /// The fault that a call meets: the one that a test has arranged, or one that chance brings.
    ///
    /// - Parameter knowsToken: whether the token is never refused, which only a person could fix.
    func fault(of call: ProviderCall, knowsToken: Bool = false) -> ProviderFault? {
        if let arranged = state.withLock({ $0.refusesToken ? .refusedToken : $0.arranged.removeValue(forKey: call) }) {
            return arranged
        }
        guard around.timeline.chance(around.plan.tooManyRequests) else { return nil }
        let faults: [ProviderFault] = [.tooManyRequests, knowsToken ? .serverError : .refusedToken, .serverError]
        return around.timeline.draw { $0.pick(faults) }
    }

    /// The fate of a call that changes nothing.
    func hiccup(of call: ProviderCall, knowsToken: Bool = false) -> ProviderError? {
        guard let fault = fault(of: call, knowsToken: knowsToken) else { return nil }
        return CloudRules.error(for: fault, wait: .seconds(1 + around.timeline.below(60)), call: call)
    }

    /// The droplets with a name that a list shows, oldest first.
    func list(named name: String) -> Result<[Server], ProviderError> {
        countCall()
        if let error = hiccup(of: .find) { return .failure(error) }
        return .success(visible(name).map(\.server))
    }

    private func visible(_ name: String) -> [SimulatedDroplet] {
        let now = around.timeline.now
        return state.withLock { state in
            state.droplets.filter { $0.name == name && $0.visibleAt <= now && $0.exists(at: now) }
        }
    }

    /// The status of a droplet: its create action decides, not a list that does not show it yet.
    func status(of reference: ServerReference) -> Result<ServerStatus, ProviderError> {
        countCall()
        if let error = hiccup(of: .status) { return .failure(error) }
        let now = around.timeline.now
        guard let droplet = state.withLock({ $0.droplets.first { String($0.id) == reference.id } }) else {
            return .success(.absent)
        }
        guard droplet.exists(at: now) else {
            let isKnown = droplet.willFail && reference.createActionID != nil
            return .success(isKnown ? .failed(reason: "No room was found.") : .absent)
        }
        guard droplet.visibleAt <= now else {
            // While the creation runs, its action shows that the droplet is coming; afterwards nothing does.
            return .success(now < droplet.activeAt && reference.createActionID != nil ? .pending : .absent)
        }
        guard now >= droplet.activeAt else { return .success(.pending) }
        return .success(droplet.isOff ? .off(droplet.server) : .active(droplet.server))
    }

    /// Requests the removal of all droplets with a name and with an id.
    func destroy(named name: String, id: String?) -> Result<[Server], ProviderError> {
        remove(of: name, .destroy) { $0.name == name || String($0.id) == id }
    }

    /// Requests the removal of surplus droplets with a name.
    func destroy(_ ids: [String], named name: String) -> Result<[Server], ProviderError> {
        let isMeant = { @Sendable (droplet: SimulatedDroplet) in ids.contains(String(droplet.id)) }
        return remove(of: name, .destroySome, isMeant).map { removed in
            let others = visible(name).filter { !isMeant($0) }
            return (removed + others.map(\.server)).sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        }
    }

    private func remove(
        of name: String,
        _ call: ProviderCall,
        _ isMeant: @Sendable (SimulatedDroplet) -> Bool
    ) -> Result<[Server], ProviderError> {
        countCall()
        if let error = hiccup(of: call) { return .failure(error) }
        monitor.destroyArrived(name, workspace: around.database.workspace(ofHost: name))
        let now = around.timeline.now
        let plan = around.plan
        let found = state.withLock { state in
            state.droplets.indices.filter { index in
                let droplet = state.droplets[index]
                return droplet.exists(at: now) && droplet.visibleAt <= now && isMeant(droplet)
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

    /// Tags sometimes become visible a while after the droplet; lost tags are added and are visible at the next lookup.
    func confirmTags(_ tags: [String], of reference: ServerReference) -> Result<Bool, ProviderError> {
        countCall()
        if let error = hiccup(of: .confirmTags) { return .failure(error) }
        let isLate = around.timeline.chance(around.plan.lateVisibility)
        return .success(
            change(reference.id) { droplet in
                guard droplet.isTagged, Set(droplet.tags).isSuperset(of: tags) else {
                    droplet.isTagged = true
                    droplet.tags += tags.filter { !droplet.tags.contains($0) }
                    return false
                }
                return !isLate
            } ?? false
        )
    }

    /// Switches a droplet on that is off.
    func powerOn(_ reference: ServerReference) -> Result<Void, ProviderError> {
        countCall()
        if let error = hiccup(of: .powerOn) { return .failure(error) }
        _ = change(reference.id) { $0.isOff = false }
        return .success(())
    }

    /// Changes a droplet that is visible; nil if there is none with this id.
    func change<Value: Sendable>(_ id: String, _ body: (inout SimulatedDroplet) -> Value) -> Value? {
        let now = around.timeline.now
        return state.withLock { state in
            let index = state.droplets.firstIndex {
                String($0.id) == id && $0.exists(at: now) && $0.visibleAt <= now
            }
            return index.map { body(&state.droplets[$0]) }
        }
    }

    /// Every droplet of ours that a list shows.
    func inventory() -> Result<[InventoryItem], ProviderError> {
        countCall()
        if let error = hiccup(of: .inventory) { return .failure(error) }
        let now = around.timeline.now
        let ours = living().filter { $0.visibleAt <= now && ($0.isTagged || CloudRules.isOurs($0.name)) }
        return .success(ours.map { $0.inventoryItem(at: now) })
    }

    /// The names with records.
    func addressNames(under domain: String) -> Result<[String], ProviderError> {
        countCall()
        if let error = hiccup(of: .addressNames) { return .failure(error) }
        return .success(state.withLock { CloudRules.names(under: domain, among: $0.records.keys) })
    }

    /// The workspace of a fully qualified name.
    func workspace(ofRecord name: String) -> WorkspaceNumber? {
        name.split(separator: ".").first.flatMap { WorkspaceID(String($0)) }
            .flatMap { around.database.number(of: $0) }
    }

    /// A write that arrives after its writer gave up may undo later changes, because nothing orders DNS writes.
    private func disturb(_ name: String, givenUpAt: Int64, isLate: Bool) {
        guard isLate || around.timeline.now > givenUpAt else { return }
        state.withLock { _ = $0.disturbed.insert(name) }
        monitor.count { $0.lateRecords += 1 }
    }

    /// Without a token a bare-metal workspace continues without a record; here there always is a token.
    func publish(_ record: AddressRecord, givenUpAt: Int64, isLate: Bool) -> Result<PublishedAddress, ProviderError> {
        countCall()
        if let error = hiccup(of: .publish, knowsToken: true) { return .failure(error) }
        let hasZone = state.withLock { $0.zones.contains { record.name.hasSuffix(".\($0)") } }
        guard hasZone else { return .success(.zoneMissing) }
        disturb(record.name, givenUpAt: givenUpAt, isLate: isLate)
        state.withLock { $0.records[record.name] = record }
        return .success(.published)
    }

    /// A refused token never coincides with a record that only a dead daemon knows: docs/simulation.md says why.
    func withdraw(_ name: String, givenUpAt: Int64, isLate: Bool) -> Result<Void, ProviderError> {
        countCall()
        let isConfirmed = monitor.isRecordConfirmed(of: workspace(ofRecord: name))
        if let error = hiccup(of: .withdraw, knowsToken: !isConfirmed) { return .failure(error) }
        disturb(name, givenUpAt: givenUpAt, isLate: isLate)
        state.withLock { $0.records[name] = nil }
        return .success(())
    }

    /// The existing droplets without a removal request, by workspace.
    func living() -> [SimulatedDroplet] {
        let now = around.timeline.now
        return state.withLock { state in state.droplets.filter { $0.exists(at: now) } }
    }

    /// Whether a name has a record although it should have none, or the reverse.
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

    func inventoryItem(at now: Int64) -> InventoryItem {
        InventoryItem(
            kind: .server,
            id: String(id),
            name: name,
            createdAt: Double(createdAt) / 1_000_000,
            size: "s-2vcpu-4gb",
            hourlyCostMicros: 35_710,
            tags: tags,
            isRunning: activeAt <= now ? !isOff : nil,
            isTagged: isTagged
        )
    }
}
