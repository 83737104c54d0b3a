import Providers
import Workspaces

@testable import Orchestrator

/// One operation after the other on one workspace, against a ``World`` with random faults.
struct RandomWalk {
    /// Faults and cancels happen in this many steps of each operation.
    private static let faultySteps = 80
    /// An operation ends within this many further steps, or never: 120 s of checks every 3 s are the longest part.
    private static let calmSteps = 120

    private var world: World
    private var faultRate: Double
    private let storesEachState: Bool
    /// How many transitions were decided.
    private(set) var transitions = 0
    private(set) var outcomes: [OperationOutcome] = []
    /// How its repairs ended.
    private(set) var repairs: Set<OperationOutcome> = []
    /// Whether a failed provision was kept.
    private(set) var hasKept = false
    private let keepForDebuggingHours: Int?

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        faultRate = generator.pick([0, 0.05, 0.2, 0.5])
        world = World(type: generator.pick(DeploymentType.allCases), faultRate: faultRate, generator: generator)
        storesEachState = seed % 50 == 0
        keepForDebuggingHours = seed % 3 == 0 ? 1 : nil
    }

    /// Provisions; then perhaps repairs an active workspace, and decommissions it.
    mutating func run() throws {
        let provision = try drive(.provision, known: nil)
        guard provision.state == .finished(.succeeded) else { return }
        for _ in 0..<world.generator.below(3) where !world.isServerLost {
            try drive(.repair, known: provision.site)
            repairs.insert(outcomes[outcomes.count - 1])
        }
        repeat {
            // A cancel in time leaves the workspace active, and it can be decommissioned later.
            try drive(.decommission, known: provision.site)
        } while outcomes.last == .cancelled
    }

    @discardableResult
    private mutating func drive(_ kind: OperationKind, known: Site?) throws -> DrivenOperation {
        var operation = DrivenOperation(kind, world.type, known: known)
        operation.workspace.keepForDebuggingHours = keepForDebuggingHours
        operation.id = OperationID(rawValue: Int64(outcomes.count + 1))
        operation.stepStartedAt = world.now
        for step in 0..<(Self.faultySteps + Self.calmSteps) {
            world.faultRate = step < Self.faultySteps ? faultRate : 0
            let before = operation.state
            let event = try nextEvent(for: operation)
            operation.now = world.now
            operation.jitter = Double.random(in: 0..<1, using: &world.generator)
            let transition = try operation.send(event)
            transitions += 1
            try check(transition, of: operation, from: before)
            if transition.state.step == .keepForDebugging { hasKept = true }
            if let outcome = transition.outcome {
                outcomes.append(outcome)
                let isLost = kind == .repair && world.isServerLost
                if !isLost { try world.checkEnd(isActive: operation.site != nil) }
                return operation
            }
            world.now = world.now + transition.delay
        }
        throw WorldViolation.endless
    }

    /// The engine's next message to the machine, even after a daemon that died with an unprocessed answer.
    private mutating func nextEvent(for operation: DrivenOperation) throws -> OperationEvent {
        guard let effect = operation.effect else {
            return world.faultRate > 0 && world.generator.chance(0.05) ? .cancelRequested : .started
        }
        guard world.faultRate > 0 else { return try world.perform(effect) }
        // More often where it is most dangerous.
        let deathRate = OperationTask.lostAnswer(to: effect) == nil ? 0.03 : 0.2
        if world.generator.chance(deathRate) {
            // The daemon dies, before or after its action.
            if world.generator.chance(0.5) { _ = try world.perform(effect) }
            world.pass(10)
            if world.generator.chance(0.4) { return .cancelRequested }
            return try OperationTask.lostAnswer(to: effect) ?? world.perform(effect)
        }
        if world.generator.chance(0.02) { return .cancelRequested }
        return try world.perform(effect)
    }

    private func check(_ transition: Transition, of operation: DrivenOperation, from before: OperationState) throws {
        let step = transition.state.step.rawValue
        for line in transition.log where "\(line)".contains(World.sentinel) { throw WorldViolation.logShows(step) }
        if storesEachState, try roundTrip(transition.state) != transition.state {
            throw WorldViolation.storedFormDiffers
        }
        guard transition.outcome == nil else {
            if transition.effect != nil { throw WorldViolation.effectAfterTheEnd(step) }
            return
        }
        if transition.state.step == .keepForDebugging {
            guard transition.effect == nil, transition.delay > .zero else { throw WorldViolation.nothingToDo(step) }
            return
        }
        guard let effect = transition.effect else { throw WorldViolation.nothingToDo(step) }
        guard let waitingOn = transition.waitingOn, waitingOn.nextCheckAt >= operation.now || transition.delay == .zero
        else { throw WorldViolation.waitsForNothing(step) }
        // A server that could not be switched on is checked first.
        if case .powerOn = effect { return }
        // After a failure the same is tried again, whatever was stored.
        guard try operation.decide(.failed(Self.probe)).effect == effect else {
            throw WorldViolation.effectIsNotTheStates("\(step): \(effect.name)")
        }
    }

    private static let probe = EffectFailure(.waitForBudget(.seconds(1)), "probe")
}
