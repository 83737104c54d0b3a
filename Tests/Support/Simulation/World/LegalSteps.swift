import Orchestrator
import Workspaces

/// Which step may follow which: written independently of the state machine, as a second opinion.
enum LegalSteps {
    /// Whether a transition may lead from one step to the other; always to the same one.
    static func mayFollow(_ from: OperationStep, _ to: OperationStep, inRepair: Bool) -> Bool {
        if from == .finish { return false }
        if inRepair { return from == to || to == .finish || nextInRepair(from).contains(to) }
        return from == to || next(from).contains(to)
    }

    /// A repair may end anywhere, and removes nothing.
    private static func nextInRepair(_ step: OperationStep) -> Set<OperationStep> {
        switch step {
        case .accept: [.awaitServer, .connect]
        default:
            next(step).union(step == .converge ? [.stopRun] : []).subtracting(undoingOnHost)
                .subtracting([.movePorts, .replaceServer, .keepForDebugging, .release])
        }
    }

    /// Where a provision goes when it is given up: to the first step of its teardown that has something to do.
    private static let undoing: Set<OperationStep> = [.withdrawAddress, .release]
    private static let undoingOnHost: Set<OperationStep> = [.withdrawAddress, .removeWorkspace, .keepForDebugging]

    private static func next(_ step: OperationStep) -> Set<OperationStep> {
        switch step {
        case .accept: undoing.union([.planServer, .place, .removeWorkspace, .finish])
        case .planServer: [.intendServer, .release]
        case .place: [.connect, .release]
        case .intendServer: [.prepareServer, .release]
        case .prepareServer: undoing.union([.createServer])
        case .createServer: undoing.union([.awaitServer, .resolveServer])
        // Two may be found at once: a daemon that was paused in its create call can wake up after the window.
        case .resolveServer: undoing.union([.awaitServer, .createServer, .removeDuplicates])
        case .awaitServer: undoing.union([.connect, .replaceServer, .removeDuplicates])
        case .replaceServer: undoing.union([.createServer])
        case .removeDuplicates: undoingOnHost.union([.awaitServer, .connect, .verify])
        case .keepForDebugging: undoingOnHost.union([.stopRun, .release])
        case .connect: undoingOnHost.union([.inspect])
        case .inspect: undoingOnHost.union([.movePorts, .install])
        case .movePorts: undoingOnHost.union([.install])
        case .install: undoingOnHost.union([.converge])
        case .converge: undoingOnHost.union([.install, .publishAddress, .diagnose, .stopRun])
        case .diagnose: undoingOnHost.union([.install])
        case .publishAddress: undoingOnHost.union([.verify, .removeDuplicates])
        case .verify: undoingOnHost.union([.finish])
        case .stopRun: undoingOnHost
        // A removal that does not end is stopped and started again.
        case .removeWorkspace: [.withdrawAddress, .stopRun]
        case .withdrawAddress: [.destroyServer, .release]
        case .destroyServer: [.release]
        case .release: [.finish]
        case .finish: []
        }
    }
}
