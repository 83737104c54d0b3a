internal import Logging
internal import Metrics

/// Notices that one account's password is guessed from many addresses. It locks nobody out: whoever guesses would
/// decide who may log in. It tells the operator, who can shut networks out.
final class PasswordGuessing: Sendable {
    /// More than one person mistypes in a quarter of an hour, from however many devices.
    static let alarming = 50

    /// Only counts: so many failures are free that none is ever waited for.
    private let failures = AttemptLimiter(
        .init(free: .max, firstWait: .zero, longestWait: .zero, memory: .seconds(900))
    )

    /// There from the start, so that the first one is a rise.
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
            "Somebody seems to guess the password of one account; each of their addresses is slowed down.",
            metadata: ["address": "\(address)", "failures": "\(Self.alarming)"]
        )
    }
}
