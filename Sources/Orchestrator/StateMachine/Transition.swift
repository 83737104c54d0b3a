package import Workspaces

/// What follows from an event: committed in one transaction before anything of it is carried out.
package struct Transition: Hashable, Sendable {
    /// The next state.
    package var state: OperationState
    /// What is to be done next; nil at the end.
    package var effect: OperationEffect?
    /// How long to wait before the effect is carried out.
    package var delay: Duration
    /// How many attempts of the present step have failed.
    package var attempt: Int
    /// What is waited for.
    package var waitingOn: WaitingOn?
    /// Lines for the workspace's log.
    package var log: [LogLine]
    /// Changes of the columns that are written back.
    package var projection: ProjectionChange?
    /// Changes of the daemon's own records.
    package var records: [RecordChange]

    /// A transition that changes nothing but the state until more is set.
    package init(to state: OperationState, effect: OperationEffect?, log: [LogLine] = []) {
        self.state = state
        self.effect = effect
        self.delay = .zero
        self.attempt = 0
        self.waitingOn = nil
        self.log = log
        self.projection = nil
        self.records = []
    }

    /// The oldest version of the stored form that can express what follows.
    package var version: Int {
        if case .powerOn = effect { return 2 }
        return state.version
    }

    /// How the operation ended, once it has.
    package var outcome: OperationOutcome? {
        guard case .finished(let outcome) = state else { return nil }
        return outcome
    }

    /// The workspace's place once the transition is written: what a later decommission takes apart.
    ///
    /// An active workspace keeps the place that its provision gave it, and so does one whose teardown was cancelled
    /// in time; every other end has given it back.
    package func siteLeft(by previous: OperationState, known: Site?) -> Site? {
        switch state {
        case .finished where previous == .accepted: known
        // A provision without success ends by a teardown; a repair never does.
        case .finished where previous.teardown?.keepsSite ?? true: previous.site
        case .finished: nil
        case .accepted: known
        case .planningServer, .intendingServer, .placing, .preparingServer, .creatingServer, .resolvingServer,
            .awaitingServer, .replacingServer, .removingDuplicates, .connecting, .inspecting, .movingPorts, .installing,
            .starting, .converging, .diagnosing, .publishing, .verifying, .keeping, .stoppingRun, .installingRemoval,
            .startingRemoval, .removing, .withdrawing,
            .destroying, .releasing:
            state.site
        }
    }
}
