internal import Orchestrator
package import Postgres
package import Providers
internal import Workspaces

/// The ledgers of API tokens, shared by all daemons of a database.
///
/// A ledger is one row with a version. A change is decided here and written on condition that the version is still the
/// one that it was decided on, so that no lock is held between a round trip and the next: a daemon that stops in between
/// holds up nobody. Who was overtaken decides again.
package actor PostgresAPIBudgetStore: APIBudgetStore {
    /// Goes before the account's name: daemons of two versions whose ledgers read differently do not share one.
    private static let format = "1/"
    /// Each try is lost only to another daemon that succeeded, and each daemon has one under way; no more daemons than
    /// this share a token.
    private static let tries = 50
    /// A database that does not answer within this time is as good as away: the call waits.
    private static let patience = Duration.seconds(5)
    /// How soon a call is asked for again that found no database.
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
    /// - Parameter limits: what a ledger begins with.
    package init(pool: PostgresPool, limits: APIBudgetLimits = APIBudgetLimits()) {
        self.init(pool: pool, limits: limits, clock: SharedClock())
    }

    init(pool: PostgresPool, limits: APIBudgetLimits, clock: SharedClock) {
        self.pool = pool
        self.limits = limits
        self.clock = clock
    }

    /// The account of a row of `moorage.api_budgets`; nil for one in another version's format.
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

    /// What is left of an account's budget.
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
        else { throw StoreError(.notFound, "The ledger of API calls vanished while it was read.") }
        clock.read(.microseconds(now.microseconds))
        let row = Row(ledger: ledger.value.under(limits), version: version)
        rows[account] = row
        return row
    }

    /// Whether the row was still the one that was decided on.
    private func save(_ row: Row, _ account: String) async throws -> Bool {
        // What a failed statement did is not known: the next one reads it.
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

    /// Without the ledger nobody knows what the others have sent: nothing is sent.
    private static func isAway(because cause: (any Error)?) -> ProviderError {
        ProviderError(
            .waitForBudget(pause),
            "The database that counts API calls did not answer, so none is sent; asking again.",
            cause: cause
        )
    }
}
