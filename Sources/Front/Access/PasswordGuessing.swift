internal import Logging
internal import Metrics

/// Notices that somebody guesses one account's password from many addresses. It locks nobody out, because then guessers
/// would decide who may log in. It informs the operator, who can block networks.
final class PasswordGuessing: Sendable {
    /// More failures than one person's typos in a quarter of an hour, on any number of devices.
    static let alarming = 50

    /// Only counts: there are so many free failures that none ever waits.
    private let failures = AttemptLimiter(
        .init(free: .max, firstWait: .zero, longestWait: .zero, memory: .seconds(900))
    )

    /// Created at the start, so that the first failure shows as an increase.
    private let alerts = Counter(label: "moorage_login_guessing_alerts")
    private let loginFailures = Counter(label: "moorage_login_failures")

    /// Records a failed log-in.
    ///
    /// - Parameter known: the failures of the address, and of the account from it.
    func note(failures known: [Int], of email: String, from address: String, _ logger: Logger) {
        loginFailures.increment()
        logger.notice(
            "A log-in failed.",
            metadata: ["address": "\(address)", "failures": "\(known.max() ?? 1)"]
        )
        guard failures.noteFailure(of: email) == Self.alarming else { return }
        alerts.increment()
        logger.warning(
            "Somebody seems to be guessing the password of one account; each of their addresses is slowed down.",
            metadata: ["address": "\(address)", "failures": "\(Self.alarming)"]
        )
    }
}
