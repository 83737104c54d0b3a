internal import Orchestrator
package import Postgres
package import Providers
internal import Workspaces

/// The ledgers of API tokens, shared by all daemons of a database.
///
/// A ledger is one row with a version. A change is computed here and written only if the version has not changed since.
/// So no lock is held between two round trips, and a daemon that stops in between blocks nobody. A daemon whose write
/// comes too late computes its change again.
package actor PostgresAPIBudgetStore: APIBudgetStore {
    /// A prefix of the account's name, so that daemons of two versions with different ledger formats do not share one.
    private static let format = "1/"
    /// An attempt fails only if another daemon succeeded, and each daemon makes one at a time; no more daemons than
    /// this share a token.
    private static let tries = 50
    /// A database that does not answer within this time counts as away: the call waits.
    private static let patience = Duration.seconds(5)
    /// How soon a call tries again that found no database.
    private static let pause = Duration.seconds(2)

    private struct Row {
        var ledger: APIBudgetLedger
        var version: Int64
    }

    private let pool: PostgresPool
    private let limits: APIBudgetLimits
    private var clock: SharedClock
    private var rows: [String: Row] = [:]

    /// Ledgers in this database.
    ///
    /// - Parameter limits: the initial state of a ledger.
    package init(pool: PostgresPool, limits: APIBudgetLimits = APIBudgetLimits()) {
        self.init(pool: pool, limits: limits, clock: SharedClock())
    }

    init(pool: PostgresPool, limits: APIBudgetLimits, clock: SharedClock) {
        self.pool = pool
        self.limits = limits
        self.clock = clock
    }

    /// The account of a row of `moorage.api_budgets`; nil for a row in another version's format.
    static func account(ofRow name: String) -> String? {
        name.hasPrefix(format) ? String(name.dropFirst(format.count)) : nil
    }

    /// Applies entries to an account's ledger.
    package func apply(
        _ entries: [APIBudgetEntry],
        to account: String
    ) async throws(ProviderError) -> [APIBudgetDecision] {
        do {
            for _ in 0..<Self.tries {
                var row: Row
                if let known = rows[account] { row = known } else { row = try await load(account) }
                let decisions = row.ledger.apply(entries, at: clock.reading)
                if decisions.allSatisfy(\.changesNothing) { return decisions }
                if try await save(row, account) { return decisions }
            }
        } catch {
            throw Self.isAway(because: error)
        }
        throw Self.isAway(because: nil)
    }

    /// The remaining budget of an account.
    package func remaining(of account: String) async throws(ProviderError) -> APIBudgetRemaining {
        do {
            return try await load(account).ledger.remaining(at: clock.reading)
        } catch {
            throw Self.isAway(because: error)
        }
    }

    private func load(_ account: String) async throws -> Row {
        let results = try await pool.pipeline(
            [
                """
                INSERT INTO moorage.api_budgets (account, ledger)
                VALUES (\(Self.format + account), \(PostgresJSON(APIBudgetLedger(limits: limits)))::jsonb)
                ON CONFLICT (account) DO NOTHING
                """,
                """
                SELECT ledger, version, clock_timestamp()
                FROM moorage.api_budgets WHERE account = \(Self.format + account)
                """,
            ],
            timeout: Self.patience
        )
        guard
            let (ledger, version, now) = try results.last?
                .decodeFirst((PostgresJSON<APIBudgetLedger>, Int64, Timestamp).self)
        else { throw StoreError(.notFound, "The ledger of API calls vanished while it was being read.") }
        clock.read(.microseconds(now.microseconds))
        let row = Row(ledger: ledger.value.under(limits), version: version)
        rows[account] = row
        return row
    }

    /// Whether the row was unchanged since it was read.
    private func save(_ row: Row, _ account: String) async throws -> Bool {
        // The effect of a failed statement is unknown: the next attempt reads the row again.
        rows[account] = nil
        let saved = try await pool.query(
            """
            UPDATE moorage.api_budgets
            SET ledger = \(PostgresJSON(row.ledger))::jsonb, version = version + 1, updated_at = clock_timestamp()
            WHERE account = \(Self.format + account) AND version = \(row.version)
            RETURNING clock_timestamp()
            """,
            timeout: Self.patience
        ).decodeFirst(Timestamp.self)
        guard let saved else { return false }
        clock.read(.microseconds(saved.microseconds))
        rows[account] = Row(ledger: row.ledger, version: row.version + 1)
        return true
    }

    /// Without the ledger nobody knows how many calls the others have sent, so nothing is sent.
    private static func isAway(because cause: (any Error)?) -> ProviderError {
        ProviderError(
            .waitForBudget(pause),
            "The database that counts API calls did not answer, so no call is sent; trying again.",
            cause: cause
        )
    }
}
