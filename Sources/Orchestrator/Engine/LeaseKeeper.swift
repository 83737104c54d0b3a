internal import FailPoints
internal import Logging
internal import Workspaces

/// Renews the leases of all operations in progress with one statement, and notifies the tasks whose lease is gone.
///
/// Only of those: an operation that a task had to leave becomes free when its lease expires.
struct LeaseKeeper {
    let store: any OperationStore
    let registry: OperationRegistry
    let limits: OrchestratorLimits
    /// Signalled when an operation was cancelled: the next renewal notifies its task.
    let signal: WakeSignal
    let clock: any Clock<Duration>
    let logger: Logger

    /// Renews until cancelled.
    func run() async throws {
        while true {
            await signal.wait(atMost: limits.renewalInterval, clock: clock)
            try Task.checkCancellation()
            registry.interruptExpired()
            guard let (before, remaining) = registry.held else { continue }
            let term = LeaseTerm(of: limits.lease, clock: clock)
            do {
                FailPoints.reach(.before(.renewal))
                let held = try await renew(before, within: remaining)
                FailPoints.reach(.after(.renewal))
                registry.renew(held.map(\.holder), for: term)
                tell(held, before: before)
            } catch {
                logger.warning("Leases could not be renewed.", metadata: ["error": "\(error)"])
                registry.interruptExpired()
            }
        }
    }

    /// A renewal that hangs is given up when the first lease expires: a holder that cannot renew may not act.
    private func renew(
        _ holders: Set<LeaseHolder>,
        within remaining: Duration
    ) async throws -> [HeldLease] {
        try await withThrowingTaskGroup(of: [HeldLease].self) { group in
            group.addTask { [store, limits] in try await store.renewLeases(limits.lease, of: holders) }
            group.addTask { [clock] in
                try await clock.sleep(for: remaining)
                throw StoreError(.unavailable, "The database did not answer before the leases expired.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private func tell(_ held: [HeldLease], before: Set<LeaseHolder>) {
        let lost = before.subtracting(held.map(\.holder)).sorted { $0.epoch < $1.epoch }
        for holder in lost { registry.interrupt(holder, .leaseLost) }
        for lease in held where lease.isCancelPending { registry.interrupt(lease.holder, .cancel) }
    }
}
