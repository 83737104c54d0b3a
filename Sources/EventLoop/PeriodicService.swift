package import Logging
internal import ServiceLifecycle

/// Repeats work until a graceful shutdown or a cancel: first immediately, then after an interval from the end of the
/// previous run. A shutdown or cancel ends the wait immediately and cancels the work.
package struct PeriodicService: Service {
    private let interval: Duration
    private let clock: any Clock<Duration>
    private let failure: Logger.Message
    private let details: @Sendable () -> Logger.Metadata
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - failure: What to log if the work throws: once as a notice, then at level debug until it succeeds again.
    /// - details: The metadata to log with it besides the error.
    ///   - work: Daemons that must not work at the same time take turns here.
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
