import Crypto
import Synchronization
import Workspaces

/// The request budget of API tokens: every request of every daemon goes through it.
///
/// Requests and reports that arrive while the store is busy are sent to it together, so that a burst of calls costs a
/// few round trips, and an idle daemon none.
package actor APIBudget {
    /// A grant that took longer than this to arrive is not used, because it may be counted for a time before the call.
    private static let freshness = Duration.seconds(5)
    /// The maximum sent to the store at once, because a transaction should be short.
    private static let batch = 200

    private struct Pending {
        let account: String
        let entry: APIBudgetEntry
        let continuation: CheckedContinuation<Result<APIBudgetDecision, ProviderError>, Never>
    }

    private let store: any APIBudgetStore
    private let scope: String
    private let clock: APIBudgetClock
    private var pending: [Pending] = []
    private var isFlushing = false
    private var lastAccount: String?

    /// A budget whose ledgers are in a store.
    ///
    /// - Parameter scope: identifies the installation; part of the digest by which the store identifies a token.
    package init(store: any APIBudgetStore = InProcessAPIBudgetStore(), scope: String = "") {
        self.init(store: store, scope: scope, clock: .system)
    }

    init(store: any APIBudgetStore, scope: String, clock: APIBudgetClock) {
        self.store = store
        self.scope = scope
        self.clock = clock
    }

    /// The remaining budget of the token that was last used, for metrics; nil if none was, or the ledger is away.
    package func remaining() async -> APIBudgetRemaining? {
        guard let lastAccount else { return nil }
        return try? await store.remaining(of: lastAccount)
    }

    /// Counts a request that is about to be sent.
    ///
    /// - Throws: ``ProviderError`` with `.waitForBudget` if there is no budget for it, with ``APIBudgetNotYet`` as its
    ///   cause if a shared call was sent a moment ago.
    func admit(_ request: APIBudgetRequest, token: Secret<String>) async throws(ProviderError) -> APIBudgetGrant {
        try await admitAll(request, token: token)[0]
    }

    /// Counts calls that are wanted together.
    ///
    /// - Throws: as ``admit(_:token:)``.
    func admitAll(_ request: APIBudgetRequest, token: Secret<String>) async throws(ProviderError) -> [APIBudgetGrant] {
        let account = account(of: token)
        lastAccount = account
        let asked = clock.monotonic()
        switch await tell(.request(request), account) {
        case .failure(let error): throw error
        case .success(.granted(let number)):
            let grants = (number..<number + request.calls).map { APIBudgetGrant(account: account, number: $0) }
            guard clock.monotonic() - asked < Self.freshness else {
                await giveBack(grants)
                throw ProviderError(
                    .waitForBudget(APIBudgetLedger.shortestWait),
                    "The ledger of API calls answered too late for its grant to be used; trying again."
                )
            }
            return grants
        case .success(.notYet(let wait)):
            throw ProviderError(
                .waitForBudget(wait),
                "Another daemon sent the same request a moment ago.",
                cause: APIBudgetNotYet()
            )
        case .success(.wait(let wait, let place)):
            throw ProviderError(.waitForBudget(wait), Self.message(request.callClass, wait, place))
        case .success(.settled): preconditionFailure("a request is granted or waits")
        }
    }

    /// Applies an answer's report; nil if there was no answer. Called once for each grant. A lost settlement wastes a
    /// call: the ledger counts it for a minute longer.
    func settle(_ grant: APIBudgetGrant, _ report: APIBudgetReport?) async {
        _ = await tell(.settle(grant: grant.number, report), grant.account)
    }

    /// Reports that grants will not be used.
    func giveBack(_ grants: [APIBudgetGrant]) async {
        guard let account = grants.first?.account else { return }
        _ = await tell(.giveBack(grants.map(\.number)), account)
    }

    /// The token's name in the store: a digest that reveals neither the token nor that two installations use the same
    /// one.
    private func account(of token: Secret<String>) -> String {
        let key = SymmetricKey(data: Array("moorage api budget \(scope)".utf8))
        return HMAC<SHA256>.authenticationCode(for: Array(token.reveal().utf8), using: key).prefix(16)
            .map { ($0 < 0x10 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func message(_ callClass: APIBudgetCallClass, _ wait: Duration, _ place: Int) -> String {
        let seconds = wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)
        let expected = wait < APIBudgetLedger.longestWait ? "expected in \(seconds) s" : "not before \(seconds) s"
        return "The budget of API requests is used up for now: place \(place) in the queue of \(callClass.calls), "
            + "\(expected)."
    }

    private func tell(_ entry: APIBudgetEntry, _ account: String) async -> Result<APIBudgetDecision, ProviderError> {
        await withCheckedContinuation { continuation in
            pending.append(Pending(account: account, entry: entry, continuation: continuation))
            guard !isFlushing else { return }
            isFlushing = true
            // Unstructured, because it serves all callers; the first one may be cancelled. It ends with the last of
            // them.
            Task { await self.flush() }
        }
    }

    private func flush() async {
        while let first = pending.first {
            let batch = Array(pending.lazy.filter { $0.account == first.account }.prefix(Self.batch))
            // Calls of one account keep their order; those of other accounts stay queued.
            var left = batch.count
            pending.removeAll { entry in
                guard left > 0, entry.account == first.account else { return false }
                left -= 1
                return true
            }
            do throws(ProviderError) {
                let decisions = try await store.apply(batch.map(\.entry), to: first.account)
                for (entry, decision) in zip(batch, decisions) {
                    entry.continuation.resume(returning: .success(decision))
                }
            } catch {
                for entry in batch { entry.continuation.resume(returning: .failure(error)) }
            }
        }
        isFlushing = false
    }
}

/// The permission to send one call; to be settled when the call has ended.
struct APIBudgetGrant: Sendable {
    /// Identifies its token.
    let account: String
    /// The ledger's number of the call.
    let number: Int
}

/// Calls that were granted together and not yet sent, for work that would have to start over if it got only the first
/// of them.
final class APIBudgetBundle: Sendable {
    /// An older grant is not used, because the ledger assumes that a call ends a certain time after its grant.
    static let lifetime = Duration.seconds(15)

    private let grants: Mutex<[APIBudgetGrant]>
    private let grantedAt: Duration

    init(_ grants: [APIBudgetGrant], grantedAt: Duration) {
        self.grants = Mutex(grants)
        self.grantedAt = grantedAt
    }

    /// One of the grants; nil if they are used up or too old.
    func take(at now: Duration) -> APIBudgetGrant? {
        guard now - grantedAt < Self.lifetime else { return nil }
        return grants.withLock { $0.popLast() }
    }

    /// The remaining grants, which are then removed from here.
    func takeRest() -> [APIBudgetGrant] {
        grants.withLock { grants in
            defer { grants = [] }
            return grants
        }
    }
}

/// The owner of a task's work, for the budget.
///
/// A task-local value, because it concerns every call that the work leads to and no decision on the way.
package enum APIBudgetOwner {
    /// The owner's number; nil for work without an owner.
    @TaskLocal package static var current: Int64?
}

/// Reports that a call which serves all waiting callers was sent a moment ago.
struct APIBudgetNotYet: Error {}
