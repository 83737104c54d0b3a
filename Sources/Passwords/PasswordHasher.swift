internal import NIOPosix
internal import Synchronization
package import Workspaces

/// Creates and checks bcrypt hashes on its own threads: one takes a quarter of a second of computing at the default
/// cost.
package final class PasswordHasher: Sendable {
    /// The cost used by other programs on the shared tables: 2^12 rounds, 0.23 s on the machine where it was measured.
    package static let usualCost = 12
    /// More threads than a small machine has processors would only compete.
    private static let threadCount = 2
    /// At the default cost these take about four seconds; a later caller would not wait for it.
    static let longestLine = 32

    /// Shared by the process and never ended: a hash in progress is not interrupted.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: threadCount)
        threads.start()
        return threads
    }()

    private let cost: Int
    /// A hash of nobody's password, so that an unknown user takes as long as a known one.
    private let decoy: String
    private let line = Mutex(0)
    private let checks = Atomic<Int>(0)

    /// How many hashes were computed to check passwords: one per check, whatever the hash was.
    var checkCount: Int { checks.load(ordering: .relaxed) }

    /// - Parameter cost: the cost of new hashes, from 4 to 16.
    /// - Throws: ``PasswordError/unavailable`` if libcrypt creates no bcrypt hash.
    package init(cost: Int = usualCost) throws(PasswordError) {
        guard Bcrypt.costs.contains(cost), let decoy = Bcrypt.hash("decoy", cost: cost) else {
            throw .unavailable
        }
        self.cost = cost
        self.decoy = decoy
    }

    /// A new `$2b$` hash.
    ///
    /// - Throws: ``PasswordError/malformed`` if it is longer than bcrypt reads or contains a NUL,
    ///   ``PasswordError/busy``.
    package func hash(_ password: Secret<String>) async throws(PasswordError) -> String {
        guard Self.isReadable(password.reveal()) else { throw .malformed }
        let cost = cost
        guard let hash = try await run({ Bcrypt.hash(password.reveal(), cost: cost) }) else { throw .unavailable }
        return hash
    }

    /// Whether a hash belongs to the password; takes as long without a hash, for an unknown user, and if the hash
    /// cannot be checked.
    ///
    /// - Throws: ``PasswordError/busy``.
    package func verify(_ password: Secret<String>, against hash: String?) async throws(PasswordError) -> Bool {
        let text = password.reveal()
        let isReadable = Self.isReadable(text)
        let phrase = isReadable ? text : "unreadable"
        let decoy = decoy
        let isRight = try await run { [self] in
            if let hash, let isRight = Bcrypt.verify(phrase, against: hash) {
                checks.add(1, ordering: .relaxed)
                return isRight
            }
            if Bcrypt.verify(phrase, against: decoy) != nil { checks.add(1, ordering: .relaxed) }
            return false
        }
        return isRight && isReadable
    }

    /// bcrypt reads up to 72 bytes and stops at a NUL: bytes that it does not read must not count as part of a
    /// password.
    private static func isReadable(_ password: String) -> Bool {
        password.utf8.count <= PasswordRules.longest && !password.utf8.contains(0)
    }

    private func run<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result
    ) async throws(PasswordError) -> Result {
        let isAdmitted = line.withLock { line in
            guard line < Self.longestLine else { return false }
            line += 1
            return true
        }
        guard isAdmitted else { throw .busy }
        defer { line.withLock { $0 -= 1 } }
        do {
            return try await Self.threads.runIfActive(work)
        } catch {
            throw .unavailable
        }
    }
}

/// Why a password could not be hashed or checked. Never contains one.
package enum PasswordError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More checks are waiting than anybody would have the patience for.
    case busy
    /// The password is not between ``PasswordRules/shortest`` characters and ``PasswordRules/longest`` bytes.
    case malformed
    /// libcrypt refused to work.
    case unavailable

    /// What happened, in a sentence.
    package var description: String {
        switch self {
        case .busy: "Too many passwords are being checked; try again in a few seconds."
        case .malformed: "The length of the password, or one of its characters, is not supported by bcrypt."
        case .unavailable: "The system's libcrypt did not create a bcrypt hash."
        }
    }
}
