/// A lease that a renewal found still held.
public struct HeldLease: Hashable, Sendable {
    /// The claim.
    public var holder: LeaseHolder
    /// Whether a cancel was asked for and not yet told to the state machine.
    public var isCancelPending: Bool

    /// Names both.
    public init(holder: LeaseHolder, isCancelPending: Bool) {
        self.holder = holder
        self.isCancelPending = isCancelPending
    }
}
