package import Providers
package import Workspaces

/// The way from a request to an active workspace. A repair starts at the server or at the host and takes the remaining
/// steps.
///
/// In each state a permanent failure or a cancel leads to a teardown of the created resources; a repair only ends.
package enum Building: OperationPhase, Codable, Hashable, Sendable {
    /// May become: `intendingServer`.
    case planningServer
    /// May become: `making`.
    case intendingServer(ServerPlan)
    /// Waits for a host without a time limit. May become: `settingUp`.
    case placing
    /// May become: `settingUp`.
    case making(Site, Making)
    /// May become: `making` (`removingDuplicates`), or the end.
    case settingUp(Site, SettingUp)

    /// The progress of the server.
    package enum Making: String, Codable, Sendable {
        /// May become: `creating`.
        case preparing
        /// May become: `awaiting`, `resolving`.
        case creating
        /// May become: `awaiting` (adopted), `creating` (never made: issued again under the same name).
        case resolving
        /// May become: `connecting`, `removingDuplicates`, `replacing`.
        case awaiting
        /// The create action failed: its possible remains are removed before another call. May become: `creating`.
        case replacing
        /// Entered only after more than one create call. May become: `awaiting`, `connecting`, `verifying`.
        case removingDuplicates

        fileprivate var step: OperationStep {
            switch self {
            case .preparing: .prepareServer
            case .creating: .createServer
            case .resolving: .resolveServer
            case .awaiting: .awaitServer
            case .replacing: .replaceServer
            case .removingDuplicates: .removeDuplicates
            }
        }
    }

    /// The progress of the host.
    package enum SettingUp: Hashable, Codable, Sendable {
        /// May become: `inspecting`.
        case connecting
        /// May become: `installing`, `movingPorts`.
        case inspecting
        /// May become: `installing`.
        case movingPorts(avoiding: [Port])
        /// May become: `starting`.
        case installing(attempt: Int)
        /// May become: `converging`.
        case starting(Run)
        /// May become: `publishing`, `diagnosing`, `installing` (an interrupted run is started again).
        case converging(Run)
        /// May become: `installing`, or the teardown.
        case diagnosing(Run)
        /// May become: `verifying`, `removingDuplicates`.
        case publishing
        /// May become: the end.
        case verifying

        fileprivate var step: OperationStep {
            switch self {
            case .connecting: .connect
            case .inspecting: .inspect
            case .movingPorts: .movePorts
            case .installing: .install
            case .starting, .converging: .converge
            case .diagnosing: .diagnose
            case .publishing: .publishAddress
            case .verifying: .verify
            }
        }
    }

    var step: OperationStep {
        switch self {
        case .planningServer: .planServer
        case .intendingServer: .intendServer
        case .placing: .place
        case .making(_, let stage): stage.step
        case .settingUp(_, let stage): stage.step
        }
    }

    var site: Site? {
        switch self {
        case .planningServer, .intendingServer, .placing: nil
        case .making(let site, _), .settingUp(let site, _): site
        }
    }

    var activeRun: HostRunKey? {
        switch self {
        case .settingUp(_, .starting(let run)), .settingUp(_, .converging(let run)): run.hostRun.key
        default: nil
        }
    }

    /// An unsuccessful provision ends with a teardown, so only an active workspace or a repair ends here.
    var keepsSite: Bool { true }

    func failed(_ failure: EffectFailure, by machine: OperationStateMachine) -> Transition? {
        guard case .making(let site, .creating) = self, failure.disposition == .outcomeUnknown else { return nil }
        return machine.resolve(site, because: failure)
    }

    func abandoned(because message: String, by machine: OperationStateMachine) -> Transition? {
        machine.abandon(.building(self), because: message)
    }

    func cancelled(by machine: OperationStateMachine) -> Transition? {
        machine.cancelled(in: .building(self))
    }
}

extension Building {
    func effect(by machine: OperationStateMachine) -> OperationEffect? {
        let workspace = machine.context.workspace
        return switch self {
        case .planningServer:
            .planServer(ServerRequest(resources: workspace.resources, region: workspace.region))
        case .intendingServer(let plan): .intendServer(plan)
        case .placing: .placeOnHost
        case .making(let site, let stage): site.server.flatMap { stage.effect(on: $0, at: site, by: machine) }
        case .settingUp(let site, let stage): stage.effect(at: site, by: machine)
        }
    }

    func next(on event: OperationEvent, by machine: OperationStateMachine) -> Transition? {
        switch (self, event) {
        case (.planningServer, .serverPlanned(let plan)): machine.planned(plan)
        case (.intendingServer, .serverIntended(let site)): machine.intended(site)
        case (.placing, .placed(let site)): machine.placed(site)
        case (.placing, .noHost(let reason)): machine.waitForHost(reason)
        case (.intendingServer, .portsExhausted), (.placing, .portsExhausted),
            (.settingUp(_, .movingPorts), .portsExhausted):
            machine.abandon(.building(self), because: "Every block of ports on the host is in use.")
        case (.making(let site, let stage), _): stage.next(on: event, at: site, by: machine)
        case (.settingUp(let site, let stage), _): stage.next(on: event, at: site, by: machine)
        default: nil
        }
    }
}

extension Building.Making {
    fileprivate func effect(
        on server: Site.CloudServer,
        at site: Site,
        by machine: OperationStateMachine
    ) -> OperationEffect? {
        switch self {
        case .preparing: .prepareServer(server.intent)
        case .creating: .createServer(server.intent, site.host)
        case .resolving: .findServers(name: server.intent.name)
        case .awaiting: server.reference.map { .awaitServer($0) }
        case .replacing: machine.destroyReplaced(of: site)
        case .removingDuplicates: machine.destroyDuplicates(of: site)
        }
    }

    fileprivate func next(
        on event: OperationEvent,
        at site: Site,
        by machine: OperationStateMachine
    ) -> Transition? {
        switch (self, event) {
        case (.preparing, .serverPrepared): machine.create(at: site, ended: nil)
        case (.creating, .serverCreated(let reference)): machine.created(site, reference)
        case (.resolving, .serversFound(let servers)): machine.resolved(site, servers)
        case (.awaiting, .serverStatus(let status)): machine.awaited(status, of: site)
        case (.awaiting, .serverPoweredOn): machine.poweredOn(site)
        case (.replacing, .serversFound(let servers)): machine.replaced(site, servers)
        // The answer to an effect of earlier versions.
        case (.replacing, .serversDestroyed(let areGone)): machine.replaced(site, areGone ? [] : nil)
        case (.removingDuplicates, .serversFound(let servers)): machine.sorted(site, servers)
        default: nil
        }
    }
}

extension Building.SettingUp {
    fileprivate func effect(at site: Site, by machine: OperationStateMachine) -> OperationEffect {
        switch self {
        case .connecting: .connect(site.host, rotatesHostKey: site.server != nil)
        case .inspecting, .diagnosing: .inspect(site.host)
        case .movingPorts(let foreign): .movePorts(site.host, avoiding: foreign)
        case .installing: .install(site)
        case .starting(let run): .startRun(run.hostRun, site.host)
        case .converging(let run): .followRun(run.hostRun, site.host, from: run.offset)
        case .publishing:
            .publishAddress(
                AddressRecord(name: machine.context.hostName, ipv4: site.address ?? "", ipv6: site.server?.ipv6)
            )
        case .verifying: .verify(site.host)
        }
    }

    fileprivate func next(
        on event: OperationEvent,
        at site: Site,
        by machine: OperationStateMachine
    ) -> Transition? {
        switch (self, event) {
        case (.connecting, .connected): machine.connected(site)
        case (.inspecting, .inspected(let facts)): machine.inspected(facts, at: site)
        case (.movingPorts, .portsMoved(let block)): machine.moved(site, to: block)
        case (.installing(let attempt), .installed(let playbooks, let bundle)):
            machine.start(at: site, attempt: attempt, playbooks: playbooks, bundle: bundle)
        case (.starting(let run), .runStarted): machine.started(run, at: site)
        case (.converging(let run), .runProgressed(let progress)): machine.followed(run, progress, at: site)
        case (.diagnosing(let run), .inspected(let facts)): machine.diagnosed(run, facts, at: site)
        case (.publishing, .addressPublished(let result)): machine.published(result, at: site)
        case (.verifying, .verified(let health)): machine.verified(health, at: site)
        default: nil
        }
    }
}
