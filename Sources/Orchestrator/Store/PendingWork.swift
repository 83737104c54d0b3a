/// What a look at the store found: whether there is something to do, and when there will be.
package struct PendingWork: Hashable, Sendable {
    /// Whether requests wait to become operations.
    package var hasRequests: Bool
    /// How long until the next operation is due; zero when one is due now; nil when none waits.
    package var nextOperationIn: Duration?

    /// Whether an operation under a lease was asked to stop and does not know it yet.
    package var hasCancels: Bool

    package init(hasRequests: Bool, nextOperationIn: Duration?, hasCancels: Bool = false) {
        self.hasRequests = hasRequests
        self.hasCancels = hasCancels
        self.nextOperationIn = nextOperationIn
    }
}
