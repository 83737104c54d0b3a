import Providers
package import Workspaces

/// The state of an operation: its start, one of its phases, or its end.
///
/// Each phase is its own state machine, in its own file. A new kind of operation adds a phase, or uses the existing
/// ones: a provision and a repair both build, and both undo by tearing down.
package enum OperationState: Hashable, Sendable {
    /// The newest version of the stored form that this program can read.
    package static let currentVersion = 3

    /// The start.
    case accepted
    /// The workspace is built, or installed again. May become: `tearingDown`, `finished`.
    case building(Building)
    /// The workspace, or the resources of a failed provision, are removed. May become: `finished`.
    case tearingDown(TearingDown)
    /// The end.
    case finished(OperationOutcome)

    /// The current phase; nil at the start and at the end.
    var phase: (any OperationPhase)? {
        switch self {
        case .accepted, .finished: nil
        case .building(let phase): phase
        case .tearingDown(let phase): phase
        }
    }
}

/// A part of an operation with its own states: what all phases must be able to answer.
protocol OperationPhase: Codable, Hashable, Sendable {
    /// The step's name.
    var step: OperationStep { get }
    /// The known facts about the workspace's place; nil before it has one.
    var site: Site? { get }
    /// The run on the host that may be active, if any.
    var activeRun: HostRunKey? { get }
    /// Whether the workspace keeps its place when the operation ends here.
    var keepsSite: Bool { get }

    /// The state's own effect, which is tried again after a failure.
    func effect(by machine: OperationStateMachine) -> OperationEffect?
    /// The transition for the result of an effect; nil if the event means nothing in the state.
    func next(on event: OperationEvent, by machine: OperationStateMachine) -> Transition?
    /// The transition for a failure that means more here than its class; nil if its class decides.
    func failed(_ failure: EffectFailure, by machine: OperationStateMachine) -> Transition?
    /// The transition if the step cannot be done; nil for a phase that never gives up.
    func abandoned(because message: String, by machine: OperationStateMachine) -> Transition?
    /// The transition if somebody asks the operation to stop.
    func cancelled(by machine: OperationStateMachine) -> Transition?
}

extension OperationState {
    /// The oldest version of the stored form that can express the state. The start is the same in all versions, so
    /// during a rolling deploy daemons of every version begin what clients request.
    package var version: Int { phase == nil ? 1 : Self.currentVersion }
    /// The step's name.
    package var step: OperationStep { phase?.step ?? (outcome == nil ? .accept : .finish) }
    /// The workspace's place; nil before it has one and after it was released.
    package var site: Site? { phase?.site }
    /// The run on the host that may be active, if any.
    var activeRun: HostRunKey? { phase?.activeRun }

    /// The current teardown, if any.
    package var teardown: Teardown? {
        guard case .tearingDown(let phase) = self else { return nil }
        return phase.teardown
    }

    /// How the operation ended, once it has.
    package var outcome: OperationOutcome? {
        guard case .finished(let outcome) = self else { return nil }
        return outcome
    }

    /// A server is being created or awaited.
    package static func making(_ site: Site, _ stage: Building.Making) -> Self { .building(.making(site, stage)) }
    /// The workspace is being installed on its host.
    package static func settingUp(_ site: Site, _ stage: Building.SettingUp) -> Self {
        .building(.settingUp(site, stage))
    }
    /// The workspace is being removed.
    package static func tearingDown(_ teardown: Teardown, _ stage: TearingDown.Stage) -> Self {
        .tearingDown(TearingDown(teardown: teardown, stage: stage))
    }
}
