package import Logging
internal import ServiceLifecycle

/// Looks for drift on a schedule; of several daemons one at a time.
package struct DriftService: Service {
    private let inspector: DriftInspector
    private let interval: Duration
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// How often it is looked whether a check is due.
    static let lookInterval = Duration.seconds(10)

    package init(
        inspector: DriftInspector,
        interval: Duration,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        self.inspector = inspector
        self.interval = interval
        self.clock = clock
        self.logger = logger
    }

    /// Works until a graceful shutdown or a cancel.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do throws(StoreError) {
                    if try await inspector.store.takeTurn("drift", every: interval) { try await inspector.inspect() }
                } catch {
                    logger.notice("A drift check waits for the database.", metadata: ["error": "\(error)"])
                }
                // Ended by the shutdown only.
                try? await clock.sleep(for: min(Self.lookInterval, interval))
            }
        }
    }
}
