internal import Logging
internal import WorkspaceModel

/// Renews the leases of all operations that are worked on by one statement, and tells the tasks whose lease is gone.
///
/// Only of those: an operation that a task had to leave comes free when its lease runs out.
struct LeaseKeeper {
    let store: any OperationStore
    let registry: OperationRegistry
    let limits: OrchestratorLimits
    let clock: any Clock<Duration>
    let logger: Logger

    /// Renews until cancelled.
    func run() async throws {
        var expiry = ContinuousClock.now + limits.lease
        while true {
            try await clock.sleep(for: limits.renewalInterval)
            let before = registry.holders
            guard !before.isEmpty else {
                expiry = .now + limits.lease
                continue
            }
            let sent = ContinuousClock.now
            do {
                let held = try await store.renewLeases(limits.lease, of: before)
                expiry = sent + limits.lease
                tell(held, before: before)
            } catch {
                logger.warning("Leases could not be renewed.", metadata: ["error": "\(error)"])
                if ContinuousClock.now >= expiry { registry.interruptAll(.leaseLost) }
            }
        }
    }

    private func tell(_ held: [HeldLease], before: Set<LeaseHolder>) {
        for holder in before.subtracting(held.map(\.holder)) { registry.interrupt(holder, .leaseLost) }
        for lease in held where lease.isCancelPending { registry.interrupt(lease.holder, .cancel) }
    }
}
