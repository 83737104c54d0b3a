import CPostgres

extension PostgresConnection {
    /// Prepared statements per connection: each holds a plan in the server's memory. Further statements run unprepared.
    static let maximumPrepared = 32

    /// Runs a statement that the server parses and plans once for this connection.
    ///
    /// The prepared statement may be gone or unusable (`DISCARD ALL`, `DEALLOCATE`, an altered table); outside of a
    /// transaction it is then prepared again, once. The server refuses such a statement before it does anything.
    func queryPrepared(_ query: PostgresQuery, timeout: Duration?) async throws(PostgresError) -> PostgresRows {
        let (name, isNew) = try await prepare(query, timeout)
        guard let name else { return try await queryOnce(query, timeout: timeout) }
        do {
            return try await run(query, as: name, timeout)
        } catch {
            guard let state = error.sqlState, [.invalidStatementName, .featureNotSupported].contains(state) else {
                throw error
            }
            prepared[query.sql] = nil
            guard !isNew, isReusable else { throw error }
        }
        let (again, _) = try await prepare(query, timeout)
        guard let again else { return try await queryOnce(query, timeout: timeout) }
        return try await run(query, as: again, timeout)
    }

    /// The name under which a statement is prepared; nil if there is no room.
    private func prepare(
        _ query: PostgresQuery,
        _ timeout: Duration?
    ) async throws(PostgresError) -> (name: String?, isNew: Bool) {
        if let name = prepared[query.sql] { return (name, false) }
        guard prepared.count < Self.maximumPrepared else { return (nil, false) }
        // Names are never reused, because a forgotten one may still exist.
        lastPrepared += 1
        let name = "moorage_\(lastPrepared)"
        _ = try await exchange(timeout) { () throws(PostgresError) in
            guard handle.prepare(query, as: name) else { throw sendFailure() }
        } collect: { (attempt: inout Attempt) async throws(PostgresError) in
            try await collectResults(&attempt)
        }
        prepared[query.sql] = name
        return (name, true)
    }

    private func run(
        _ query: PostgresQuery,
        as name: String,
        _ timeout: Duration?
    ) async throws(PostgresError) -> PostgresRows {
        let results = try await exchange(timeout) { () throws(PostgresError) in
            guard handle.send(query, prepared: name) else { throw sendFailure() }
        } collect: { (attempt: inout Attempt) async throws(PostgresError) in
            try await collectResults(&attempt)
        }
        guard let last = results.last else { throw connectionLost() }
        return PostgresRows(result: last)
    }
}
