internal import Postgres
internal import Workspaces

extension FrontStoreError {
    /// Translates an error of the database into the front's terms, once, at this edge.
    init(translating error: PostgresError) {
        switch error.code {
        case .server where error.sqlState == .lockNotAvailable:
            self.init(.locked, "Another program's transaction has locked a row: \(error).")
        case .server where !error.isRetryable: self.init(.rejected, "The database refused a statement: \(error).")
        case .decoding, .invalidParameter, .unexpectedRowCount, .unsupported:
            self.init(.rejected, "A value did not fit: \(error).")
        default: self.init(.unavailable, "The database did not execute a statement: \(error).")
        }
    }
}

/// Runs statements for the front and translates their errors.
func storing<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
        return try await body()
    } catch let error as PostgresError {
        throw FrontStoreError(translating: error)
    }
}
