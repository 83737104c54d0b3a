internal import Orchestrator
package import Workspaces

/// What a store holds of an operation that has not ended.
package struct StoredOperation: Hashable, Sendable {
    /// Its number.
    package var id: OperationID
    /// What it does.
    package var kind: OperationKind
    /// Where it stands.
    package var step: OperationStep
    /// The number of its last transition.
    package var sequence: Int
    /// Who holds it, if somebody does.
    package var leaseOwner: String?
    /// The last claim.
    package var epoch: LeaseEpoch
    /// What it waits for.
    package var waitsFor: WaitingOn.Kind?
    /// Whether a cancel was asked for and not yet told to the state machine.
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
