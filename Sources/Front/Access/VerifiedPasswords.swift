internal import Crypto
internal import FoundationEssentials
internal import Synchronization
internal import Workspaces

/// Remembers for a minute that a password was correct: clients that use Basic send it with each request, and a check
/// costs a quarter of a second.
///
/// It stores an HMAC of the password and the stored hash, under a key that exists only in this process. The HMAC does
/// not reveal the password, and no longer matches once the hash changes.
final class VerifiedPasswords: Sendable {
    static let lifetime = Duration.seconds(60)
    /// A few hundred kilobytes.
    static let capacity = 4096

    private let key = SymmetricKey(size: .bits256)
    private let known = Mutex<[[UInt8]: ContinuousClock.Instant]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

    func contains(_ password: Secret<String>, of account: Account) -> Bool {
        let (tag, now) = (tag(password, account), now())
        return known.withLock { known in known[tag].map { $0 > now } ?? false }
    }

    func insert(_ password: Secret<String>, of account: Account) {
        let (tag, now) = (tag(password, account), now())
        known.withLock { known in
            if known.count >= Self.capacity { known = known.filter { $0.value > now } }
            if known.count >= Self.capacity { known.removeAll() }
            known[tag] = now + Self.lifetime
        }
    }

    private func tag(_ password: Secret<String>, _ account: Account) -> [UInt8] {
        // A NUL separates the parts and cannot occur in them.
        let text = "\(account.id)\u{0}\(account.hashedPassword.reveal())\u{0}\(password.reveal())"
        return Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }
}
