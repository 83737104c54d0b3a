internal import Logging
internal import Metrics
internal import Synchronization

/// Slows down whoever guesses one-time passwords, and everybody while many guess: a code has six hex digits.
///
/// An address has some failures free, then each doubles its wait. In all there are so many failures a minute; behind
/// them codes are refused unseen until the minute is over. Counts are this process's own.
final class GuessGuard: Sendable {
    static let rule = AttemptLimiter.Rule(
        free: 10,
        firstWait: .seconds(1),
        longestWait: .seconds(3600),
        memory: .seconds(3600)
    )
    /// With 1,000 good codes of six digits, one guess in 16,777 is right: so many a minute find one in two hours. An
    /// installation with that many codes sets longer ones.
    static let failuresPerMinute = 120
    private static let window = Duration.seconds(60)

    private struct Window {
        var began: ContinuousClock.Instant
        var failures = 0
        var isReported = false
    }

    private let addresses: AttemptLimiter
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<Window>
    private let logger: Logger
    private let failures: Counter
    private let alerts: Counter

    init(
        logger: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        addresses = AttemptLimiter(Self.rule, now: now)
        self.now = now
        self.logger = logger
        state = Mutex(Window(began: now()))
        // From the start: who watches alerts must see that there was none.
        failures = Counter(label: "moorage_otp_failures", factory: metrics)
        alerts = Counter(label: "moorage_otp_guessing_alerts", factory: metrics)
    }

    /// How long an address must wait before it may try a code; nil when it need not.
    func wait(for address: String) -> Duration? {
        let now = now()
        let everybody: Duration? = state.withLock { state in
            let end = state.began + Self.window
            return end > now && state.failures >= Self.failuresPerMinute ? end - now : nil
        }
        return [everybody, addresses.wait(for: address)].compactMap { $0 }.max()
    }

    /// Counts a code that was not accepted.
    func noteFailure(of address: String) {
        let now = now()
        let count = addresses.noteFailure(of: address)
        failures.increment()
        let isFlood = state.withLock { state in
            if state.began + Self.window <= now { state = Window(began: now) }
            state.failures += 1
            guard state.failures >= Self.failuresPerMinute, !state.isReported else { return false }
            state.isReported = true
            return true
        }
        if count == Self.rule.free + 1 || isFlood {
            alerts.increment()
            logger.warning(
                "Somebody seems to guess one-time passwords; they are slowed down.",
                metadata: ["address": "\(address)", "failures": "\(count)", "everybody": "\(isFlood)"]
            )
        }
    }
}
