internal import Orchestrator
internal import Postgres

/// How the daemon accesses tables that clients may have locked.
enum SharedTables {
    /// The first statement of a transaction that touches them: a client's open transaction may not delay ours longer
    /// than this.
    static let lockTimeout: PostgresQuery = "SET LOCAL lock_timeout = '250ms'"
}

extension StoreError {
    /// Whether a client held a lock for too long (`lock_not_available`).
    var isLockTimeout: Bool { (cause as? PostgresError)?.sqlState == SQLState(rawValue: "55P03") }
}
