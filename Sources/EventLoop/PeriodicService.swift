package import Logging
internal import ServiceLifecycle

/// Repeats work until a graceful shutdown or a cancel: the first time at once, then an interval after the end of the
/// last time. A shutdown or cancel ends the wait at once and cancels the work.
package struct PeriodicService: Service {
    private let interval: Duration
    private let clock: any Clock<Duration>
    private let failure: Logger.Message
    private let details: @Sendable () -> Logger.Metadata
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - failure: What to log when the work throws: as a notice once, and at level debug until it has succeeded again.
    ///   - details: What to log with it besides the error.
    ///   - work: Of several daemons that must not work at the same time, each takes its turn here.
    package init(
        every interval: Duration,
        clock: any Clock<Duration> = ContinuousClock(),
        failure: Logger.Message,
        details: @escaping @Sendable () -> Logger.Metadata = { [:] },
        logger: Logger,
        _ work: @escaping @Sendable () async throws -> Void
    ) {
        self.interval = interval
        self.clock = clock
        self.failure = failure
        self.details = details
        self.logger = logger
        self.work = work
    }

    package func run() async {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            repeat {
                do {
                    try await work()
                    isFailing = false
                } catch {
                    guard !Task.isCancelled else { return }
                    let metadata = details().merging(["error": "\(error)"]) { $1 }
                    logger.log(level: isFailing ? .debug : .notice, failure, metadata: metadata)
                    isFailing = true
                }
            } while (try? await clock.sleep(for: interval)) != nil
        }
    }
}
