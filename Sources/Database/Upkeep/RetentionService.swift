package import Logging
package import Postgres
internal import ServiceLifecycle

/// Removes what is older than it is kept, now and then; of several daemons one at a time.
package struct RetentionService: Service {
    private let pruner: RetentionPruner
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// What is kept is kept for days, so an hour more or less matters to nobody.
    static let interval = Duration.seconds(3600)
    /// Between two batches, so that a long arrears takes no connection for itself.
    static let pause = Duration.milliseconds(200)

    package init(
        pool: PostgresPool,
        policy: RetentionPolicy,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        self.pruner = RetentionPruner(pool: pool, policy: policy)
        self.clock = clock
        self.logger = logger
    }

    /// Works until a graceful shutdown or a cancel.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let isMore = await prune()
                // Ended by the shutdown only.
                try? await clock.sleep(for: isMore ? Self.pause : Self.interval)
            }
        }
    }

    /// Removes one batch of each kind.
    ///
    /// - Returns: whether there may be more.
    @discardableResult
    package func prune() async -> Bool {
        do {
            let removed = try await pruner.pruneBatch()
            for (table, count) in removed.sorted(by: { $0.key < $1.key }) {
                logger.info(
                    "Rows past their retention were removed.",
                    metadata: ["table": "\(table)", "rows": "\(count)"]
                )
            }
            return removed.values.contains { $0 >= RetentionPruner.batch }
        } catch {
            logger.notice("Removing old rows waits for the database.", metadata: ["error": "\(error)"])
            return false
        }
    }
}
