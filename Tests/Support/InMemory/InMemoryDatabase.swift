internal import Orchestrator
internal import Synchronization
package import Workspaces

/// The shared state of several ``InMemoryOperationStore``s, like a database shared by daemons. Each call is one
/// transaction: all of it or nothing.
package final class InMemoryDatabase: Sendable {
    /// The rules that the database omits: a control that the tests above notice a missing rule.
    package struct Laxity: Hashable, Sendable {
        /// An older claim may still write.
        package var skipsEpochCheck = false
        /// Ports are released when the teardown begins instead of at its end.
        package var releasesPortsEarly = false
        /// A claim does not learn that the last one was interrupted.
        package var forgetsCuts = false
        /// A provision that must wait for the end of an operation is dropped.
        package var losesRequests = false
        /// Provisions that wait are not called off.
        package var keepsProvisions = false

        /// None.
        package init() {}
    }

    private let tables = Mutex(InMemoryTables())
    private let lastReading = Mutex(Timestamp(microseconds: 0))
    private let clock: @Sendable () -> Timestamp
    let laxity: Laxity

    /// An empty database.
    ///
    /// - Parameter clock: the time; may stand still between two readings.
    package init(laxity: Laxity = Laxity(), clock: @escaping @Sendable () -> Timestamp) {
        self.clock = clock
        self.laxity = laxity
    }

    /// The database's clock: like `clock_timestamp()`, it never gives the same time twice.
    func now() -> Timestamp {
        lastReading.withLock { last in
            last = max(clock(), last + .microseconds(1))
            return last
        }
    }

    /// Reads without changing anything.
    func read<Result: Sendable>(_ body: (borrowing InMemoryTables) -> Result) -> Result {
        tables.withLock { body($0) }
    }

    /// Writes. The body checks everything before it changes anything, so that a refusal leaves no trace.
    func write<Result: Sendable>(
        _ body: (inout InMemoryTables) -> Swift.Result<Result, StoreError>
    ) throws(StoreError) -> Result {
        try tables.withLock { body(&$0) }.get()
    }

    /// Writes for a holder; refused if a newer claim of the operation exists.
    func write<Result: Sendable>(
        heldBy holder: LeaseHolder,
        _ body: (inout InMemoryTables) -> Swift.Result<Result, StoreError>
    ) throws(StoreError) -> Result {
        let isLax = laxity.skipsEpochCheck
        return try write { tables in
            guard let index = tables.operationIndex(holder.operation),
                isLax || tables.operations[index].epoch == holder.epoch
            else { return .failure(StoreError(.fenced, "A newer claim of the operation exists.")) }
            return body(&tables)
        }
    }
}
