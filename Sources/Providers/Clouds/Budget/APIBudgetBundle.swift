import Synchronization

/// Calls that were granted together and are not sent yet, for work that would have to begin anew if it got only the
/// first of them.
final class APIBudgetBundle: Sendable {
    /// An older grant is not used: the ledger counts on it that a call is over some time after its grant.
    static let lifetime = Duration.seconds(15)

    private let grants: Mutex<[APIBudgetGrant]>
    private let grantedAt: Duration

    init(_ grants: [APIBudgetGrant], grantedAt: Duration) {
        self.grants = Mutex(grants)
        self.grantedAt = grantedAt
    }

    /// One of the grants; nil when they are used up or too old.
    func take(at now: Duration) -> APIBudgetGrant? {
        guard now - grantedAt < Self.lifetime else { return nil }
        return grants.withLock { $0.popLast() }
    }

    /// What is left, which is then gone from here.
    func takeRest() -> [APIBudgetGrant] {
        grants.withLock { grants in
            defer { grants = [] }
            return grants
        }
    }
}
