internal import Orchestrator
package import Workspaces

/// A store's data about an operation that has not ended.
package struct StoredOperation: Hashable, Sendable {
    /// Its number.
    package var id: OperationID
    /// The operation's kind.
    package var kind: OperationKind
    /// Its state.
    package var step: OperationStep
    /// The number of its last transition.
    package var sequence: Int
    /// Its holder, if any.
    package var leaseOwner: String?
    /// The last claim.
    package var epoch: LeaseEpoch
    /// What it waits for.
    package var waitsFor: WaitingOn.Kind?
    /// Whether a cancel was requested and the state machine does not know it yet.
    package var isCancelPending: Bool

    package init(
        id: OperationID,
        kind: OperationKind,
        step: OperationStep,
        sequence: Int,
        leaseOwner: String?,
        epoch: LeaseEpoch,
        waitsFor: WaitingOn.Kind?,
        isCancelPending: Bool
    ) {
        self.id = id
        self.kind = kind
        self.step = step
        self.sequence = sequence
        self.leaseOwner = leaseOwner
        self.epoch = epoch
        self.waitsFor = waitsFor
        self.isCancelPending = isCancelPending
    }
}
