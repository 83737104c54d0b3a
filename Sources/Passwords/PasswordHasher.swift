internal import NIOPosix
internal import Synchronization
package import Workspaces

/// Makes and checks bcrypt hashes on threads of its own: one takes a quarter of a second of computing at the usual cost.
package final class PasswordHasher: Sendable {
    /// What the shared tables' other users write: 2^12 rounds, 0.23 s on the machine this was measured on.
    package static let usualCost = 12
    /// More than the processors that a small machine has would only share them.
    private static let threadCount = 2
    /// At the usual cost these are worked off in about four seconds; whoever comes later would not wait for it.
    static let longestLine = 32

    /// Shared by the process and never ended: a hash under way is not interrupted.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: threadCount)
        threads.start()
        return threads
    }()

    private let cost: Int
    /// A hash of nobody's password, so that an unknown user costs the time of a known one.
    private let decoy: String
    private let line = Mutex(0)
    private let checks = Atomic<Int>(0)

    /// How many hashes were computed to check a password: one for each, whatever the hash was.
    var checkCount: Int { checks.load(ordering: .relaxed) }

    /// - Parameter cost: the cost of new hashes, from 4 to 16.
    /// - Throws: ``PasswordError/unavailable`` when libcrypt makes no bcrypt hash.
    package init(cost: Int = usualCost) throws(PasswordError) {
        guard Bcrypt.costs.contains(cost), let decoy = Bcrypt.hash("decoy", cost: cost) else {
            throw .unavailable
        }
        self.cost = cost
        self.decoy = decoy
    }

    /// A new `$2b$` hash.
    ///
    /// - Throws: ``PasswordError/malformed`` when it is longer than bcrypt reads or has a NUL, ``PasswordError/busy``.
    package func hash(_ password: Secret<String>) async throws(PasswordError) -> String {
        guard Self.isReadable(password.reveal()) else { throw .malformed }
        let cost = cost
        guard let hash = try await run({ Bcrypt.hash(password.reveal(), cost: cost) }) else { throw .unavailable }
        return hash
    }

    /// Whether a hash is of the password; as long when there is no hash, because there is no such user, and when the hash
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

    /// bcrypt reads up to 72 bytes and no further than a NUL: what it would not read must not count as a password.
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

/// Why a password could not be hashed or checked. Never holds one.
package enum PasswordError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More checks wait than can be done within anybody's patience.
    case busy
    /// The password is not between ``PasswordRules/shortest`` characters and ``PasswordRules/longest`` bytes.
    case malformed
    /// libcrypt refused to work.
    case unavailable

    /// What happened, in a sentence.
    package var description: String {
        switch self {
        case .busy: "Too many passwords are being checked; try again in a few seconds."
        case .malformed: "The password has a length or a character that bcrypt cannot keep."
        case .unavailable: "The system's libcrypt did not make a bcrypt hash."
        }
    }
}
