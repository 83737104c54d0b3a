internal import Logging
internal import Metrics

/// Slows down guessers of one-time passwords, and everybody while many guess: a code has only six hex digits.
///
/// An address has some free failures, then each failure doubles its wait. There is a limit on all failures per minute;
/// beyond it all codes are refused without a check until the minute is over. Each process has its own counts.
final class GuessGuard: Sendable {
    static let rule = AttemptLimiter.Rule(
        free: 10,
        firstWait: .seconds(1),
        longestWait: .seconds(3600),
        memory: .seconds(3600),
        // A proxy, or an office, sends many correct codes at once.
        trust: 54
    )
    /// With 1,000 valid codes of six digits, one guess in 16,777 is right, so this many per minute find one in two
    /// hours. An installation with that many codes should use longer ones.
    static let failuresPerMinute = 120
    private static let window = Duration.seconds(60)

    private let addresses: AttemptLimiter
    private let everybody: AttemptLimiter
    private let logger: Logger
    private let failures: Counter
    private let alerts: Counter
    private static let allAddresses = "all"

    init(
        logger: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        addresses = AttemptLimiter(Self.rule, now: now)
        everybody = AttemptLimiter(.window(Self.window, free: Self.failuresPerMinute), now: now)
        self.logger = logger
        // Created at the start, so that alerts can show that there was none.
        failures = Counter(label: "moorage_otp_failures", factory: metrics)
        alerts = Counter(label: "moorage_otp_guessing_alerts", factory: metrics)
    }

    /// Looks up a code if the address may try one.
    ///
    /// - Parameter lookUp: returns nil for a code that is not accepted.
    /// - Throws: ``APIError`` 429, and the errors of `lookUp`, which do not count as failures.
    func attempt<Found: Sendable>(from address: String, _ lookUp: () async throws -> Found?) async throws -> Found? {
        let attempt = try await Attempt(
            [(addresses, address), (everybody, Self.allAddresses)],
            refusal: "Too many wrong codes; try again later."
        )
        let found: Found?
        do {
            found = try await lookUp()
        } catch {
            attempt.end(hasFailed: false)
            throw error
        }
        let failures = attempt.end(hasFailed: found == nil)
        if found == nil { note(failures, of: address) }
        return found
    }

    private func note(_ failures: [Int], of address: String) {
        self.failures.increment()
        let isFlood = failures[1] == Self.failuresPerMinute
        guard failures[0] == Self.rule.free + 1 || isFlood else { return }
        alerts.increment()
        logger.warning(
            "Somebody seems to be guessing one-time passwords; they are slowed down.",
            metadata: ["address": "\(address)", "failures": "\(failures[0])", "everybody": "\(isFlood)"]
        )
    }
}
