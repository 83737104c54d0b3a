public import WorkspaceModel

/// Who writes: every write of an operation names the claim under which it is made, and is refused under an older one.
public struct LeaseHolder: Hashable, Sendable {
    /// The operation.
    public let operation: OperationID
    /// The claim.
    public let epoch: LeaseEpoch

    /// Names both.
    public init(operation: OperationID, epoch: LeaseEpoch) {
        self.operation = operation
        self.epoch = epoch
    }
}
