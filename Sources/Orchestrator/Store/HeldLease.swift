/// A lease that a renewal found still held.
package struct HeldLease: Hashable, Sendable {
    /// The claim.
    package var holder: LeaseHolder
    /// Whether a cancel was asked for and not yet told to the state machine.
    package var isCancelPending: Bool

    package init(holder: LeaseHolder, isCancelPending: Bool) {
        self.holder = holder
        self.isCancelPending = isCancelPending
    }
}
