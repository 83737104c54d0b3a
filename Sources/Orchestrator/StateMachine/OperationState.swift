package import Providers
package import Workspaces

/// Where an operation stands. Stored as JSON with ``currentVersion``; a daemon does not claim what it cannot decode.
///
/// `accepted` is the start and `finished` the end of every operation. A provision goes down the list as far as
/// `verifying`; from each of its states a permanent failure or a cancel leads to a teardown.
package enum OperationState: Hashable, Codable, Sendable {
    /// The newest version of the stored form that this program can read.
    package static let currentVersion = 2

    /// May become: `planningServer`, `placing`, or for a decommission any teardown state.
    case accepted
    /// May become: `intendingServer`.
    case planningServer
    /// May become: `preparingServer`.
    case intendingServer(ServerPlan)
    /// May become: `connecting`; waits for a host as long as it takes.
    case placing
    /// May become: `creatingServer`.
    case preparingServer(Site)
    /// May become: `awaitingServer`, `resolvingServer`.
    case creatingServer(Site)
    /// May become: `awaitingServer` (adopted), `creatingServer` (never made: issued again under the same name).
    case resolvingServer(Site)
    /// May become: `connecting`, `removingDuplicates`, `replacingServer`.
    case awaitingServer(Site)
    /// The create action failed: what may be left of it goes before another call. May become: `creatingServer`.
    case replacingServer(Site)
    /// Entered only after more than one create call. May become: `awaitingServer`, `connecting`, `verifying`.
    case removingDuplicates(Site)
    /// May become: `inspecting`.
    case connecting(Site)
    /// May become: `installing`, `movingPorts`.
    case inspecting(Site)
    /// May become: `installing`.
    case movingPorts(Site, avoiding: [Port])
    /// May become: `starting`.
    case installing(Site, attempt: Int)
    /// May become: `converging`.
    case starting(Site, Run)
    /// May become: `publishing`, `diagnosing`, `installing` (a run that was cut off starts anew).
    case converging(Site, Run)
    /// May become: `installing`, or the teardown.
    case diagnosing(Site, Run)
    /// May become: `verifying`, `removingDuplicates`.
    case publishing(Site)
    /// May become: `finished`.
    case verifying(Site)
    /// May become: any teardown state, at the end of its time or when it is cancelled.
    case keeping(Teardown, HostRunKey?, until: Timestamp)
    /// May become: `installingRemoval`, `withdrawing`.
    case stoppingRun(Teardown, HostRunKey)
    /// May become: `startingRemoval`.
    case installingRemoval(Teardown, attempt: Int)
    /// May become: `removing`.
    case startingRemoval(Teardown, Run)
    /// May become: `withdrawing`, `installingRemoval` (again).
    case removing(Teardown, Run)
    /// May become: `destroying`, `releasing`.
    case withdrawing(Teardown)
    /// May become: `releasing`.
    case destroying(Teardown)
    /// May become: `finished`.
    case releasing(Teardown)
    /// The end.
    case finished(OperationOutcome)
}

extension OperationState {
    /// The oldest version of the stored form that can express the state: during a rolling deploy an older daemon goes
    /// on with all the others.
    package var version: Int {
        switch self {
        case .keeping, .replacingServer, .removingDuplicates: 2
        case .accepted, .planningServer, .intendingServer, .placing, .preparingServer, .creatingServer,
            .resolvingServer, .awaitingServer, .connecting, .inspecting, .movingPorts, .installing, .starting,
            .converging, .diagnosing, .publishing, .verifying, .stoppingRun, .installingRemoval, .startingRemoval,
            .removing, .withdrawing, .destroying, .releasing, .finished:
            1
        }
    }

    /// The step's name.
    package var step: OperationStep {
        switch self {
        case .accepted: .accept
        case .planningServer: .planServer
        case .intendingServer: .intendServer
        case .placing: .place
        case .preparingServer: .prepareServer
        case .creatingServer: .createServer
        case .resolvingServer: .resolveServer
        case .awaitingServer: .awaitServer
        case .replacingServer: .replaceServer
        case .removingDuplicates: .removeDuplicates
        case .connecting: .connect
        case .inspecting: .inspect
        case .movingPorts: .movePorts
        case .installing: .install
        case .starting, .converging: .converge
        case .diagnosing: .diagnose
        case .publishing: .publishAddress
        case .verifying: .verify
        case .keeping: .keepForDebugging
        case .stoppingRun: .stopRun
        case .installingRemoval, .startingRemoval, .removing: .removeWorkspace
        case .withdrawing: .withdrawAddress
        case .destroying: .destroyServer
        case .releasing: .release
        case .finished: .finish
        }
    }

    /// What is known of the workspace's place; nil before it has one and after it was given back.
    package var site: Site? {
        switch self {
        case .accepted, .planningServer, .intendingServer, .placing, .finished: nil
        case .preparingServer(let site), .creatingServer(let site), .resolvingServer(let site),
            .awaitingServer(let site), .replacingServer(let site), .removingDuplicates(let site), .connecting(let site),
            .inspecting(let site),
            .movingPorts(let site, _),
            .installing(let site, _), .starting(let site, _), .converging(let site, _), .diagnosing(let site, _),
            .publishing(let site), .verifying(let site):
            site
        case .keeping(let teardown, _, _), .stoppingRun(let teardown, _), .installingRemoval(let teardown, _),
            .startingRemoval(let teardown, _), .removing(let teardown, _), .withdrawing(let teardown),
            .destroying(let teardown), .releasing(let teardown):
            teardown.site
        }
    }

    /// The teardown under way, if one is.
    package var teardown: Teardown? {
        switch self {
        case .keeping(let teardown, _, _), .stoppingRun(let teardown, _), .installingRemoval(let teardown, _),
            .startingRemoval(let teardown, _), .removing(let teardown, _), .withdrawing(let teardown),
            .destroying(let teardown), .releasing(let teardown):
            teardown
        case .accepted, .planningServer, .intendingServer, .placing, .preparingServer, .creatingServer,
            .resolvingServer, .awaitingServer, .replacingServer, .removingDuplicates, .connecting, .inspecting,
            .movingPorts, .installing, .starting, .converging, .diagnosing, .publishing, .verifying, .finished:
            nil
        }
    }

    /// The run on the host that may be active, if one may.
    var activeRun: HostRunKey? {
        switch self {
        case .starting(_, let run), .converging(_, let run): run.hostRun.key
        case .accepted, .planningServer, .intendingServer, .placing, .preparingServer, .creatingServer,
            .resolvingServer, .awaitingServer, .replacingServer, .removingDuplicates, .connecting, .inspecting,
            .movingPorts, .installing, .diagnosing, .publishing, .verifying, .keeping, .stoppingRun,
            .installingRemoval, .startingRemoval, .removing, .withdrawing, .destroying, .releasing, .finished:
            nil
        }
    }
}

extension OperationState {
    /// How the operation ended, once it has.
    var outcome: OperationOutcome? {
        guard case .finished(let outcome) = self else { return nil }
        return outcome
    }
}
