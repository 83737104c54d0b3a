package import Providers
package import Workspaces

/// The way back: a decommission, or the removal of a failed or cancelled provision.
///
/// It never gives up: it tries to remove whatever costs money or holds a port until it is gone.
package struct TearingDown: OperationPhase, Codable, Hashable, Sendable {
    /// Its progress.
    package enum Stage: Hashable, Codable, Sendable {
        /// May become: any other stage, at the end of its time or when it is cancelled.
        case keeping(HostRunKey?, until: Timestamp)
        /// May become: `installingRemoval`, `withdrawing`.
        case stoppingRun(HostRunKey)
        /// May become: `startingRemoval`.
        case installingRemoval(attempt: Int)
        /// May become: `removing`.
        case startingRemoval(Run)
        /// May become: `withdrawing`, `installingRemoval` (again).
        case removing(Run)
        /// May become: `destroying`, `releasing`.
        case withdrawing
        /// May become: `releasing`.
        case destroying
        /// May become: the end.
        case releasing
    }

    /// The reason, and the remaining resources.
    package var teardown: Teardown
    /// Its progress.
    package var stage: Stage

    var step: OperationStep {
        switch stage {
        case .keeping: .keepForDebugging
        case .stoppingRun: .stopRun
        case .installingRemoval, .startingRemoval, .removing: .removeWorkspace
        case .withdrawing: .withdrawAddress
        case .destroying: .destroyServer
        case .releasing: .release
        }
    }

    var site: Site? { teardown.site }
    var activeRun: HostRunKey? { nil }
    var keepsSite: Bool { teardown.keepsSite }

    func effect(by machine: OperationStateMachine) -> OperationEffect? {
        switch stage {
        case .keeping: nil
        case .stoppingRun(let key): site.map { .stopRun(key, $0.host) }
        case .installingRemoval: site.map { .install($0) }
        case .startingRemoval(let run): site.map { .startRun(run.hostRun, $0.host) }
        case .removing(let run): site.map { .followRun(run.hostRun, $0.host, from: run.offset) }
        case .withdrawing: .withdrawAddress(name: machine.context.hostName)
        case .destroying: site?.server.map { .destroyServers(name: $0.intent.name, id: $0.reference?.id) }
        case .releasing: .release
        }
    }

    func next(on event: OperationEvent, by machine: OperationStateMachine) -> Transition? {
        switch (stage, event) {
        case (.keeping(let run, let end), .started): machine.kept(teardown, run, until: end)
        case (.stoppingRun, .runStopped(let isGone)):
            machine.stopped(teardown, in: .tearingDown(self), isGone: isGone)
        case (.installingRemoval(let attempt), .installed(let playbooks, let bundle)):
            machine.startRemoval(teardown, attempt: attempt, playbooks: playbooks, bundle: bundle)
        case (.startingRemoval(let run), .runStarted): machine.removalStarted(teardown, run)
        case (.removing(let run), .runProgressed(let progress)): machine.removalFollowed(teardown, run, progress)
        case (.withdrawing, .addressWithdrawn): machine.withdrawn(teardown)
        case (.destroying, .serversDestroyed(let areGone)): machine.destroyed(teardown, areGone)
        case (.destroying, .serversFound(let servers)): machine.destroyedSeveral(teardown, servers)
        case (.releasing, .released): machine.conclude(teardown)
        default: nil
        }
    }

    func failed(_ failure: EffectFailure, by machine: OperationStateMachine) -> Transition? {
        guard case .stoppingRun = stage else { return nil }
        return machine.stopFailed(failure, teardown)
    }

    func abandoned(because message: String, by machine: OperationStateMachine) -> Transition? { nil }

    /// A teardown is not stopped halfway; resources kept for debugging are removed at once.
    func cancelled(by machine: OperationStateMachine) -> Transition? {
        guard case .keeping(let run, _) = stage else {
            return effect(by: machine).map { machine.stay(in: .tearingDown(self), effect: $0) }
        }
        return machine.keepingCancelled(teardown, running: run)
    }
}

/// Why a workspace is torn down, and what is left of it.
package struct Teardown: Hashable, Codable, Sendable {
    /// Why.
    package enum Reason: Hashable, Codable, Sendable {
        /// A client requested it.
        case decommission
        /// The provision failed; its resources are removed.
        case failed(String)
        /// The provision was cancelled.
        case cancelled
        /// A repair ended without success; the workspace stays as it is.
        case repairFailed(String)
        /// A repair was cancelled; the workspace stays as it is.
        case repairCancelled
    }

    /// Whether only the run is stopped, and nothing is removed.
    var keepsSite: Bool {
        switch reason {
        case .repairFailed, .repairCancelled: true
        case .decommission, .failed, .cancelled: false
        }
    }

    /// Why.
    package var reason: Reason
    /// What to remove; nil if nothing was placed yet.
    package var site: Site?

    package init(reason: Reason, site: Site?) {
        self.reason = reason
        self.site = site
    }
}
