import Providers
import Workspaces

/// The stored form: JSON with one member, named by the state. Stored with ``version``; a daemon does not claim what it
/// cannot decode.
extension OperationState: Codable {
    private enum Key: String, CodingKey {
        case building
        case tearingDown
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let phase = try container.decodeIfPresent(Building.self, forKey: .building) {
            self = .building(phase)
        } else if let phase = try container.decodeIfPresent(TearingDown.self, forKey: .tearingDown) {
            self = .tearingDown(phase)
        } else {
            self = try FlatState(from: decoder).nested
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .accepted: try FlatState.accepted.encode(to: encoder)
        case .finished(let outcome): try FlatState.finished(outcome).encode(to: encoder)
        case .building(let phase): try container.encode(phase, forKey: .building)
        case .tearingDown(let phase): try container.encode(phase, forKey: .tearingDown)
        }
    }
}

/// The states as versions 1 and 2 of the stored form have them. Start and end are stored like this in version 3 too.
private enum FlatState: Codable {
    case accepted
    case planningServer
    case intendingServer(ServerPlan)
    case placing
    case preparingServer(Site)
    case creatingServer(Site)
    case resolvingServer(Site)
    case awaitingServer(Site)
    case replacingServer(Site)
    case removingDuplicates(Site)
    case connecting(Site)
    case inspecting(Site)
    case movingPorts(Site, avoiding: [Port])
    case installing(Site, attempt: Int)
    case starting(Site, Run)
    case converging(Site, Run)
    case diagnosing(Site, Run)
    case publishing(Site)
    case verifying(Site)
    case keeping(Teardown, HostRunKey?, until: Timestamp)
    case stoppingRun(Teardown, HostRunKey)
    case installingRemoval(Teardown, attempt: Int)
    case startingRemoval(Teardown, Run)
    case removing(Teardown, Run)
    case withdrawing(Teardown)
    case destroying(Teardown)
    case releasing(Teardown)
    case finished(OperationOutcome)

    /// The same state in the current form.
    var nested: OperationState {
        switch self {
        case .accepted: .accepted
        case .planningServer: .building(.planningServer)
        case .intendingServer(let plan): .building(.intendingServer(plan))
        case .placing: .building(.placing)
        case .preparingServer(let site): .making(site, .preparing)
        case .creatingServer(let site): .making(site, .creating)
        case .resolvingServer(let site): .making(site, .resolving)
        case .awaitingServer(let site): .making(site, .awaiting)
        case .replacingServer(let site): .making(site, .replacing)
        case .removingDuplicates(let site): .making(site, .removingDuplicates)
        case .connecting(let site): .settingUp(site, .connecting)
        case .inspecting(let site): .settingUp(site, .inspecting)
        case .movingPorts(let site, let foreign): .settingUp(site, .movingPorts(avoiding: foreign))
        case .installing(let site, let attempt): .settingUp(site, .installing(attempt: attempt))
        case .starting(let site, let run): .settingUp(site, .starting(run))
        case .converging(let site, let run): .settingUp(site, .converging(run))
        case .diagnosing(let site, let run): .settingUp(site, .diagnosing(run))
        case .publishing(let site): .settingUp(site, .publishing)
        case .verifying(let site): .settingUp(site, .verifying)
        case .keeping(let teardown, let run, let end): .tearingDown(teardown, .keeping(run, until: end))
        case .stoppingRun(let teardown, let run): .tearingDown(teardown, .stoppingRun(run))
        case .installingRemoval(let teardown, let attempt):
            .tearingDown(teardown, .installingRemoval(attempt: attempt))
        case .startingRemoval(let teardown, let run): .tearingDown(teardown, .startingRemoval(run))
        case .removing(let teardown, let run): .tearingDown(teardown, .removing(run))
        case .withdrawing(let teardown): .tearingDown(teardown, .withdrawing)
        case .destroying(let teardown): .tearingDown(teardown, .destroying)
        case .releasing(let teardown): .tearingDown(teardown, .releasing)
        case .finished(let outcome): .finished(outcome)
        }
    }
}
