public import Orchestrator
public import WorkspaceModel

/// What a store holds of an operation that has not ended.
public struct StoredOperation: Hashable, Sendable {
    /// Its number.
    public var id: OperationID
    /// What it does.
    public var kind: OperationKind
    /// Where it stands.
    public var step: OperationStep
    /// The number of its last transition.
    public var sequence: Int
    /// Who holds it, if somebody does.
    public var leaseOwner: String?
    /// The last claim.
    public var epoch: LeaseEpoch
    /// What it waits for.
    public var waitsFor: WaitingOn.Kind?
    /// Whether a cancel was asked for and not yet told to the state machine.
    public var isCancelPending: Bool

    /// Names each field.
    public init(
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
