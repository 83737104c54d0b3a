import Orchestrator
import Providers
internal import Synchronization
import Workspaces

/// Watches every write and every effect of a simulated world, and reports broken rules.
///
/// It keeps its own records of accepted writes, so that it notices a store or a host that omits a check.
final class Monitor: Sendable {
    struct Books {
        struct Work: Hashable {
            let daemon: String
            let workspace: WorkspaceNumber
        }

        var repairs: Set<OperationID> = []
        /// The newest claim of each operation.
        var epochs: [OperationID: LeaseEpoch] = [:]
        /// The claim under which each daemon works on a workspace.
        var claims: [Work: LeaseHolder] = [:]
        /// A daemon's clock at its last renewal.
        var renewedAt: [LeaseHolder: Int64] = [:]
        /// The step and number of each operation's last transition.
        var steps: [OperationID: (step: OperationStep, sequence: Int)] = [:]
        var ended: Set<OperationID> = []
        /// How many create calls were recorded for a name.
        var createsIntended: [String: Int] = [:]
        /// How many create calls arrived.
        var createsArrived: [String: Int] = [:]
        /// The workspaces with a recorded DNS record.
        var recordsConfirmed: Set<WorkspaceNumber> = []
        var destroysIntended: Set<String> = []
        var runsIntended: Set<HostRunKey> = []
        /// The newest claim under which a host received an order for a workspace.
        var hostEpochs: [WorkspaceID: LeaseEpoch] = [:]
        /// The last request of each workspace's user to build it, decommission it or stop.
        var lastWords: [WorkspaceNumber: ClientRequest] = [:]
        var statistics = SimulationStatistics()
    }

    let history: History
    let books = Mutex(Books())
    let database: InMemoryDatabase

    let leaseMicroseconds: Int64

    init(history: History, database: InMemoryDatabase, lease: Duration) {
        self.history = history
        leaseMicroseconds = lease.wholeMicroseconds
        self.database = database
    }

    var statistics: SimulationStatistics { books.withLock(\.statistics) }

    /// A request was stored.
    func heard(_ request: ClientRequest, of workspace: WorkspaceNumber) {
        books.withLock { books in
            switch request {
            // A repair neither builds nor removes a workspace.
            case .repair: break
            case .provision, .decommission, .delete, .cancel: books.lastWords[workspace] = request
            }
        }
    }

    /// When all is quiet, a workspace is what its user requested last.
    func checkLastWord(of workspace: WorkspaceNumber, status: String?) {
        let isGone = status == WorkspaceStatus.decommissioned.rawValue
        switch books.withLock({ $0.lastWords[workspace] }) {
        case .provision? where isGone:
            history.broke(.lastWord, "It should be built, but it is decommissioned.", workspace: workspace)
        case .decommission? where !isGone, .delete? where !isGone:
            history.broke(
                .lastWord,
                "It should be decommissioned, but it is \(status ?? "unknown").",
                workspace: workspace
            )
        case .provision?, .decommission?, .delete?, .cancel?, .repair?, nil: break
        }
    }

    func tookRequests(_ count: Int, by link: DaemonLink) {
        history.note(link.name, .numbered("takes requests:", Int64(count)))
    }

    func claimed(_ operation: ClaimedOperation, by link: DaemonLink) {
        let (id, epoch) = (operation.holder.operation, operation.holder.epoch)
        history.note(
            link.name,
            .claimed(operation: id.rawValue, epoch: epoch.rawValue, wasCutOff: operation.wasCutOff),
            workspace: operation.workspace.number
        )
        let (isNewest, hasEnded) = books.withLock { books in
            let isNewest = books.epochs[id].map { $0 < epoch } ?? true
            books.epochs[id] = epoch
            if operation.kind == .repair { books.repairs.insert(id) }
            books.renewedAt[operation.holder] = link.clock
            books.claims[.init(daemon: link.name, workspace: operation.workspace.number)] = operation.holder
            if operation.wasCutOff { books.statistics.takeovers += 1 }
            return (isNewest, books.ended.contains(id))
        }
        if !isNewest { broke(.olderClaimActed, "A claim has an epoch that is not the newest.", operation.workspace) }
        if hasEnded { broke(.finishedChanged, "An operation that had ended is claimed.", operation.workspace) }
    }

    private func broke(_ rule: Violation.Rule, _ detail: String, _ workspace: WorkspaceSpecification) {
        history.broke(rule, detail, workspace: workspace.number)
    }

    /// A write of a holder, other than a commit, was accepted.
    func wrote(_ what: String, _ holder: LeaseHolder, _ workspace: WorkspaceNumber?, by link: DaemonLink) {
        history.note(link.name, .plain(what), workspace: workspace)
        let (newest, hasEnded) = books.withLock { books in
            (books.epochs[holder.operation], books.ended.contains(holder.operation))
        }
        if let newest, holder.epoch < newest {
            history.broke(
                .olderClaimActed,
                "\(link.name) \(what) under epoch \(holder.epoch) after a claim under \(newest).",
                workspace: workspace
            )
        }
        if hasEnded {
            history.broke(.finishedChanged, "\(link.name) \(what) after the operation's end.", workspace: workspace)
        }
    }

    /// A transition was accepted.
    ///
    /// - Parameter isNew: false if it had been written before.
    func committed(_ commit: OperationCommit, isNew: Bool, by link: DaemonLink) {
        guard isNew else {
            return history.note(
                link.name,
                .numbered("commits again what is already written:", Int64(commit.sequence)),
                workspace: commit.workspace
            )
        }
        let transition = commit.transition
        history.note(
            link.name,
            .committed(
                sequence: commit.sequence,
                from: commit.from.step.rawValue,
                event: commit.event.name,
                to: transition.state.step.rawValue,
                delay: transition.delay.milliseconds
            ),
            workspace: commit.workspace
        )
        wroteAsHolder(commit, by: link)
        checkOrder(commit)
        checkWait(commit)
        checkPorts(commit)
        books.withLock { $0.enter(commit) }
    }

    private func wroteAsHolder(_ commit: OperationCommit, by link: DaemonLink) {
        let holder = commit.holder
        let (newest, hasEnded) = books.withLock { books in
            (books.epochs[holder.operation], books.ended.contains(holder.operation))
        }
        if let newest, holder.epoch < newest {
            history.broke(
                .olderClaimActed,
                "\(link.name) commits under epoch \(holder.epoch) after a claim under \(newest).",
                workspace: commit.workspace
            )
        }
        if hasEnded {
            history.broke(
                .finishedChanged,
                "\(link.name) commits \(commit.sequence) after the end.",
                workspace: commit.workspace
            )
        }
    }

    private func checkOrder(_ commit: OperationCommit) {
        let last = books.withLock { $0.steps[commit.holder.operation] } ?? (.accept, 0)
        let to = commit.transition.state.step
        if commit.from.step != last.step || commit.sequence != last.sequence + 1 {
            history.broke(
                .illegalTransition,
                """
                Transition \(commit.sequence) leaves \(commit.from.step.rawValue), \
                but \(last.sequence) had ended in \(last.step.rawValue).
                """,
                workspace: commit.workspace
            )
        }
        let isRepair = books.withLock { $0.repairs.contains(commit.holder.operation) }
        if !LegalSteps.mayFollow(commit.from.step, to, inRepair: isRepair) {
            history.broke(
                .illegalTransition,
                "\(to.rawValue) follows \(commit.from.step.rawValue).",
                workspace: commit.workspace
            )
        }
    }

    private func checkWait(_ commit: OperationCommit) {
        let transition = commit.transition
        guard transition.outcome == nil else { return }
        // Kept resources only wait for their time to be over.
        let isKept = transition.state.step == .keepForDebugging
        guard let waitingOn = transition.waitingOn, isKept || transition.effect != nil else {
            return history.broke(
                .waitsForNothing,
                "\(transition.state.step.rawValue) does not name what it waits for.",
                workspace: commit.workspace
            )
        }
        // A daemon's time may be behind the store's by the duration of its calls.
        let isOver = transition.delay > .zero && waitingOn.nextCheckAt + .seconds(600) < database.now()
        if isOver {
            history.broke(.waitsForNothing, "The next look lies in the past.", workspace: commit.workspace)
        }
    }
}

extension Monitor.Books {
    mutating func enter(_ commit: OperationCommit) {
        let transition = commit.transition
        if transition.state.step == .keepForDebugging, commit.from.step != .keepForDebugging { statistics.kept += 1 }
        steps[commit.holder.operation] = (transition.state.step, commit.sequence)
        statistics.transitions += 1
        if let outcome = transition.outcome {
            ended.insert(commit.holder.operation)
            if repairs.contains(commit.holder.operation) { statistics.repairs[outcome, default: 0] += 1 }
            statistics.outcomes[outcome, default: 0] += 1
        }
        if case .addressPublished(.published) = commit.event { recordsConfirmed.insert(commit.workspace) }
        switch transition.effect {
        case .createServer(let intent, _)?: createsIntended[intent.name, default: 0] += 1
        case .destroyServers(let name, _)?, .destroyDuplicates(let name, _)?: destroysIntended.insert(name)
        case .startRun(let run, _)?: runsIntended.insert(run.key)
        default: break
        }
    }
}
