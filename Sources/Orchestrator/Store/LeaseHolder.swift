package import Workspaces

/// Who writes: every write of an operation names the claim under which it is made, and is refused under an older one.
package struct LeaseHolder: Hashable, Sendable {
    /// The operation.
    package let operation: OperationID
    /// The claim.
    package let epoch: LeaseEpoch

    package init(operation: OperationID, epoch: LeaseEpoch) {
        self.operation = operation
        self.epoch = epoch
    }
}
