package import Logging
internal import ServiceLifecycle

/// Sweeps on a schedule; of several daemons one at a time.
package struct SweepService: Service {
    private let sweeper: Sweeper
    private let interval: Duration
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// How often it is looked whether a sweep is due.
    static let lookInterval = Duration.seconds(30)

    package init(
        sweeper: Sweeper,
        interval: Duration,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        self.sweeper = sweeper
        self.interval = interval
        self.clock = clock
        self.logger = logger
    }

    /// Works until a graceful shutdown or a cancel.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await sweepIfDue()
                // Ended by the shutdown only.
                try? await clock.sleep(for: Self.lookInterval)
            }
        }
    }

    private func sweepIfDue() async {
        do {
            guard try await sweeper.store.takeTurn("sweep", every: interval) else { return }
            let report = try await sweeper.sweep(.removeRecorded)
            for line in report.unseen {
                logger.notice("A sweep could not look everywhere.", metadata: ["at": "\(line)"])
            }
            for entry in report.entries where !entry.isRemoved {
                logger.warning(
                    "Something exists that belongs to no live workspace; see moorage sweep --dry-run.",
                    metadata: ["kind": "\(entry.finding.kind.rawValue)", "name": "\(entry.finding.name)"]
                )
            }
        } catch {
            logger.notice("A sweep waits for the database.", metadata: ["error": "\(error)"])
        }
    }
}
