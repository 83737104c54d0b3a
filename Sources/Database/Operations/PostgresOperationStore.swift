package import Logging
package import Orchestrator
internal import PortAllocator
package import Postgres

/// The operations in Postgres. Every write is one transaction. Every write of a lease holder begins with
/// `moorage.hold_lease`, which refuses an older claim.
package struct PostgresOperationStore: OperationStore {
    let pool: PostgresPool
    let sealer: SecretSealer
    let settings: Settings
    let projector: WorkspaceProjector
    let allocator = PortBlockAllocator()
    let logger: Logger

    /// The part of the configuration that the store needs.
    package struct Settings: Sendable {
        /// Identifies this daemon in `operations.lease_owner`; unique among all running daemons.
        package var daemon: String
        /// Names the cloud in the records of the resources that are rented there (``ProviderWords/id``).
        package var cloud: String
        /// The region used when a row has none.
        package var defaultRegion: String
        /// The time in which a teardown can still be cancelled.
        package var decommissionDelay: Duration
        /// How many operations are held concurrently.
        package var limits: ClaimLimits

        package init(
            daemon: String,
            cloud: String,
            defaultRegion: String,
            decommissionDelay: Duration,
            limits: ClaimLimits = ClaimLimits()
        ) {
            self.daemon = daemon
            self.cloud = cloud
            self.defaultRegion = defaultRegion
            self.decommissionDelay = decommissionDelay
            self.limits = limits
        }
    }

    /// Sets the store's dependencies.
    package init(
        pool: PostgresPool,
        sealer: SecretSealer,
        settings: Settings,
        projector: WorkspaceProjector,
        logger: Logger
    ) {
        self.pool = pool
        self.sealer = sealer
        self.settings = settings
        self.projector = projector
        self.logger = logger
    }

    /// Runs a read or a write and translates its errors into the store's terms.
    func run<Result: Sendable>(
        _ body: (PostgresPool) async throws -> Result
    ) async throws(StoreError) -> Result {
        do {
            return try await body(pool)
        } catch {
            throw StoreError(translating: error)
        }
    }

    /// Runs a transaction that fails if a newer claim exists.
    func runHeld<Result: Sendable>(
        by holder: LeaseHolder,
        _ body: (PostgresConnection) async throws -> Result
    ) async throws(StoreError) -> Result {
        try await run { pool in
            try await pool.withTransaction { connection in
                try await connection.query(Self.hold(holder))
                return try await body(connection)
            }
        }
    }

    /// The first statement of every write under a lease.
    static func hold(_ holder: LeaseHolder) -> PostgresQuery {
        "SELECT moorage.hold_lease(\(holder.operation), \(holder.epoch))"
    }
}
