import Orchestrator
import Providers
internal import Synchronization
import Workspaces

/// DigitalOcean from the engine's view: an accepted call need not be answered, a droplet need not be visible, or stay.
final class SimulatedCloud: Sendable {
    struct State {
        var droplets: [SimulatedDroplet] = []
        var records: [String: AddressRecord] = [:]
        /// The names of records that a late write has changed.
        var disturbed: Set<String> = []
        var lastID: Int64 = 1000
        /// When the calls of the last minute arrived.
        var calls: [Int64] = []
        var totalCalls = 0
        /// How many create requests have arrived.
        var createCalls = 0
        /// The domains whose records the account keeps.
        var zones = [WorldParts.domain]
        /// The faults that a test has arranged, each for the next call of its kind.
        var arranged: [ProviderCall: ProviderFault] = [:]
        var refusesToken = false
    }

    /// The API's limit per minute for one token.
    static let callsPerMinute = 250
    /// How long after a create call a droplet may still become visible, as documented.
    static let window: Int64 = 120_000_000

    let around: Surroundings
    let monitor: Monitor
    let machines: SimulatedMachines
    let state = Mutex(State())

    init(around: Surroundings, monitor: Monitor, machines: SimulatedMachines) {
        self.around = around
        self.monitor = monitor
        self.machines = machines
    }

    /// Counts a call; too many in a minute break a rule.
    func countCall() {
        let now = around.timeline.now
        let count = state.withLock { state in
            state.totalCalls += 1
            state.calls.append(now)
            if state.calls.count > Self.callsPerMinute {
                state.calls.removeAll { $0 < now - 60_000_000 }
            }
            return state.calls.count
        }
        guard count > Self.callsPerMinute else { return }
        around.history.broke(.overBudget, "\(count) calls came within a minute.")
    }

    /// Creates a droplet, or refuses.
    ///
    /// - Parameters:
    ///   - givenUpAt: the latest time at which the caller gives up waiting.
    ///   - isLate: whether the caller has been replaced meanwhile.
    func create(
        _ intent: ServerIntent,
        by caller: DaemonLink,
        givenUpAt: Int64,
        isLate: Bool
    ) -> Result<ServerReference, ProviderError> {
        countCall()
        let workspace = around.database.workspace(ofHost: intent.name)
        monitor.createArrived(intent.name, workspace: workspace)
        state.withLock { $0.createCalls += 1 }
        let fault = createFault()
        let error = fault.flatMap { CloudRules.error(for: $0, wait: .seconds(9), call: .create) }
        if let error, fault != .serverErrorAfter { return .failure(error) }
        if around.timeline.chance(around.plan.refusal) {
            return .failure(ProviderError(.permanent, "The API refused the droplet."))
        }
        let droplet = make(intent, workspace, fault, by: caller, givenUpAt: givenUpAt, isLate: isLate)
        around.history.note(
            "cloud",
            .about(
                droplet.isExcused ? "creates, too late for anybody who looks," : "creates",
                "\(droplet.id) \(intent.name)"
            ),
            workspace: workspace
        )
        machines.boot(droplet, pin: around.database.pin(ofHost: intent.name))
        checkDroplets(of: workspace)
        if let error { return .failure(error) }
        let actionID = around.timeline.chance(900_000) || fault != nil ? String(droplet.id) : nil
        return .success(ServerReference(id: String(droplet.id), name: intent.name, createActionID: actionID))
    }

    /// The random faults of a create call besides those of every call: no capacity, or a failure before or after the
    /// droplet was created.
    private func createFault() -> ProviderFault? {
        if let fault = fault(of: .create) { return fault }
        let plan = around.plan
        let timeline = around.timeline
        if timeline.chance(plan.capacity) { return .noCapacity }
        if timeline.chance(plan.refusal) { return .serverError }
        return timeline.chance(plan.refusal * 4) ? .serverErrorAfter : nil
    }

    private func make(
        _ intent: ServerIntent,
        _ workspace: WorkspaceNumber?,
        _ fault: ProviderFault?,
        by caller: DaemonLink,
        givenUpAt: Int64,
        isLate: Bool
    ) -> SimulatedDroplet {
        let now = around.timeline.now
        let plan = around.plan
        let drawn = around.timeline.draw { generator in
            var visibleAfter: Int64 = 0
            if fault == .lateVisibility {
                visibleAfter = 20_000_000
            } else if generator.chance(perMillion: plan.veryLateVisibility) {
                visibleAfter = Self.window + Int64(generator.below(600_000_000))
            } else if generator.chance(perMillion: plan.lateVisibility) {
                visibleAfter = Int64(generator.below(90_000_000))
            }
            return (
                visibleAfter, 5_000_000 + Int64(generator.below(60_000_000)),
                generator.chance(perMillion: plan.failedCreation) || fault == .cannotBePlaced,
                generator.chance(perMillion: plan.lostTags) || fault == .lostTags
            )
        }
        return state.withLock { state in
            state.lastID += 1
            let visibleAt = now + drawn.0
            let droplet = SimulatedDroplet(
                id: state.lastID,
                name: intent.name,
                workspace: workspace,
                createdAt: now,
                visibleAt: visibleAt,
                activeAt: now + drawn.1,
                address: "198.51.100.\(state.lastID - 1000)",
                tags: drawn.3 ? [] : intent.tags,
                isTagged: !drawn.3,
                willFail: drawn.2,
                isLate: isLate,
                givenUpAt: givenUpAt,
                caller: caller,
                goneAt: drawn.2 ? now + drawn.1 : nil
            )
            state.droplets.append(droplet)
            return droplet
        }
    }

    /// Creates a running droplet that does not belong to our installation.
    func addStranger(named name: String) {
        let now = around.timeline.now
        state.withLock { state in
            state.lastID += 1
            state.droplets.append(
                SimulatedDroplet(
                    id: state.lastID,
                    name: name,
                    workspace: nil,
                    createdAt: now,
                    visibleAt: now,
                    activeAt: now,
                    address: "198.51.100.\(state.lastID - 1000)",
                    tags: [],
                    isTagged: false,
                    willFail: false,
                    isLate: true,
                    givenUpAt: now,
                    caller: nil
                )
            )
        }
    }

    /// At most one live droplet per name, which stands for workspace and generation; additional ones only if nobody
    /// could have found them in time.
    private func checkDroplets(of workspace: WorkspaceNumber?) {
        let now = around.timeline.now
        let live = state.withLock { state in
            state.droplets.filter { $0.workspace == workspace && $0.exists(at: now) && !$0.isGoing }
        }
        let excused = live.count { $0.isExcused }
        guard live.count > 1 else { return }
        if live.count - excused > 1 {
            let names = live.map { String($0.id) }.joined(separator: ", ")
            around.history.broke(.twoDroplets, "The droplets \(names) live at once.", workspace: workspace)
        } else {
            monitor.count { $0.lateExtras += 1 }
        }
    }
}
