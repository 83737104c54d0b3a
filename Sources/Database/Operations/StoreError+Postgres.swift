internal import Orchestrator
internal import Postgres

extension StoreError {
    /// The SQLSTATE class that `moorage.hold_lease` raises.
    private static let fencedState = SQLState(rawValue: "MO001")

    /// Translates an error into the store's own terms, once, at this edge.
    init(translating error: any Error) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as PostgresError where error.sqlState == Self.fencedState:
            self.init(.fenced, "A newer claim of the operation exists.", cause: error)
        case let error as PostgresError where error.code == .decoding:
            self.init(.unreadable, "A stored value cannot be read: \(error).", cause: error)
        case let error as PostgresError where error.code == .server && !error.isRetryable:
            self.init(.rejected, "The database refused a statement: \(error).", cause: error)
        case let error as SecretsFailure:
            self.init(.unreadable, error.message, cause: error)
        default:
            self.init(.unavailable, "The database did not execute a statement: \(error).", cause: error)
        }
    }
}
