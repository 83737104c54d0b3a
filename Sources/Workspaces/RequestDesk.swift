/// Decides what may be requested for a workspace, and when: one table for the stores' intake, the API, the console, the
/// command line and docs/operating.md. Pure.
///
/// The front asks before it stores a request; that answer is a prediction. The intake asks again when it answers the
/// request, and its decision counts.
package enum RequestDesk {
    /// The situation of a workspace: a row of the table. The raw value is the row's title in docs/operating.md.
    package enum Situation: String, Hashable, Sendable, CaseIterable {
        case unknown = "never built"
        case provisioning = "provisioning"
        case compensating = "provision being undone"
        case kept = "kept for debugging"
        case active = "active"
        case serverGone = "active, server gone"
        case repairing = "active, repair in progress"
        case repairStopping = "active, repair asked to stop"
        case teardownDelayed = "decommission in its delay"
        case teardownCalledOff = "decommission in its delay, asked to stop"
        case decommissioning = "decommissioning"
        case failedWithPlace = "failed, with resources left"
        case failed = "failed"
        case decommissioned = "decommissioned"
        case requestWaiting = "a request waits"
        case teardownWaiting = "a decommission waits"
        case cancelWaiting = "a cancel waits"
    }

    /// The effect of a request: a cell of the table.
    package enum Answer: Hashable, Sendable {
        /// The operation begins.
        case start
        /// The existing resources are removed first; then the operation begins.
        case removeThenStart
        /// The operation begins when the one in progress is over.
        case queue
        /// The operation in progress is asked to stop; this one begins when it is over.
        case stopThenQueue
        /// The operation in progress is asked to stop.
        case stop
        /// Nothing of the workspace exists: it is decommissioned at once.
        case conclude
        /// The front stores it behind the waiting request; the intake decides when its turn comes.
        case forward
        /// The workspace is as requested, or will be.
        case nothing(Reason)
        /// It cannot be done now.
        case refuse(Reason)
    }

    /// Why a request has no effect.
    package enum Reason: Hashable, Sendable, CaseIterable {
        case neverBuilt, busy, active, serverGone, notActive, nothingInProgress, askedToStop, beingUndone,
            decommissioning
        case decommissioned, requestWaits, requestedAlready
    }

    /// A row: an answer for each request.
    struct Row {
        let provision: Answer
        let repair: Answer
        let decommission: Answer
        let cancel: Answer
    }

    /// The table.
    static func row(_ situation: Situation) -> Row {
        switch situation {
        case .unknown:
            Row(
                provision: .start,
                repair: .refuse(.neverBuilt),
                decommission: .refuse(.neverBuilt),
                cancel: .refuse(.neverBuilt)
            )
        case .provisioning:
            Row(provision: .refuse(.busy), repair: .refuse(.busy), decommission: .stopThenQueue, cancel: .stop)
        case .compensating:
            Row(provision: .queue, repair: .refuse(.busy), decommission: .queue, cancel: .nothing(.beingUndone))
        case .kept:
            Row(provision: .stopThenQueue, repair: .refuse(.busy), decommission: .stopThenQueue, cancel: .stop)
        case .active:
            Row(
                provision: .refuse(.active),
                repair: .start,
                decommission: .start,
                cancel: .refuse(.nothingInProgress)
            )
        case .serverGone:
            Row(
                provision: .removeThenStart,
                repair: .refuse(.serverGone),
                decommission: .start,
                cancel: .refuse(.nothingInProgress)
            )
        case .repairing:
            Row(provision: .refuse(.busy), repair: .refuse(.busy), decommission: .stopThenQueue, cancel: .stop)
        case .repairStopping:
            Row(provision: .queue, repair: .refuse(.busy), decommission: .queue, cancel: .nothing(.askedToStop))
        case .teardownDelayed:
            Row(provision: .queue, repair: .refuse(.busy), decommission: .nothing(.decommissioning), cancel: .stop)
        case .teardownCalledOff:
            Row(provision: .queue, repair: .refuse(.busy), decommission: .queue, cancel: .nothing(.askedToStop))
        case .decommissioning:
            Row(
                provision: .queue,
                repair: .refuse(.busy),
                decommission: .nothing(.decommissioning),
                cancel: .nothing(.beingUndone)
            )
        case .failedWithPlace:
            Row(
                provision: .removeThenStart,
                repair: .refuse(.notActive),
                decommission: .start,
                cancel: .refuse(.nothingInProgress)
            )
        case .failed:
            Row(
                provision: .start,
                repair: .refuse(.notActive),
                decommission: .conclude,
                cancel: .refuse(.nothingInProgress)
            )
        case .decommissioned:
            Row(
                provision: .start,
                repair: .refuse(.notActive),
                decommission: .nothing(.decommissioned),
                cancel: .refuse(.nothingInProgress)
            )
        case .requestWaiting:
            Row(provision: .forward, repair: .refuse(.requestWaits), decommission: .forward, cancel: .forward)
        case .teardownWaiting:
            Row(
                provision: .forward,
                repair: .refuse(.requestWaits),
                decommission: .nothing(.decommissioning),
                cancel: .forward
            )
        case .cancelWaiting:
            Row(
                provision: .forward,
                repair: .refuse(.requestWaits),
                decommission: .forward,
                cancel: .nothing(.requestedAlready)
            )
        }
    }

    /// A cell of the table.
    package static func answer(to request: WorkspaceRequest, in situation: Situation) -> Answer {
        let row = row(situation)
        return switch request {
        case .operation(.provision): row.provision
        case .operation(.repair): row.repair
        case .operation(.decommission): row.decommission
        case .cancel: row.cancel
        }
    }

    /// Decides a request.
    ///
    /// - Parameter hasWaited: whether the request was answered before, and waited for the end of an operation.
    package static func decide(
        _ request: WorkspaceRequest,
        knowing known: KnownWorkspace,
        hasWaited: Bool = false
    ) -> Decision {
        Decision(
            request: request,
            answer: answer(to: request, in: known.situation),
            known: known,
            hasWaited: hasWaited
        )
    }
}

extension KnownWorkspace {
    /// The row of the table that applies to it.
    package var situation: RequestDesk.Situation {
        switch lastWaiting {
        case .cancel: return .cancelWaiting
        case .operation(.decommission): return .teardownWaiting
        case .operation: return .requestWaiting
        case nil: break
        }
        return operation.map(Self.situation) ?? atRest
    }

    private static func situation(during operation: Operation) -> RequestDesk.Situation {
        switch operation.kind {
        case .provision where operation.isAskedToStop: .compensating
        case .provision where operation.step == .keepForDebugging: .kept
        case .provision: operation.step.isTeardown ? .compensating : .provisioning
        case .repair: operation.isAskedToStop || operation.step.isTeardown ? .repairStopping : .repairing
        case .decommission where operation.step != .accept: .decommissioning
        case .decommission: operation.isAskedToStop ? .teardownCalledOff : .teardownDelayed
        }
    }

    private var atRest: RequestDesk.Situation {
        switch status {
        case nil: .unknown
        case .decommissioned: .decommissioned
        case .active where hasSite: isServerGone ? .serverGone : .active
        // Only an operation sets and ends the other statuses. Without an operation, the row depends on whether
        // resources exist.
        case .active, .failed, .provisioning, .pendingRegistration, .compensating, .decommissioning:
            hasSite ? .failedWithPlace : .failed
        }
    }
}
