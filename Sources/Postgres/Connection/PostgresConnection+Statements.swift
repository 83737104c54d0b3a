import CPostgres

extension PostgresConnection {
    /// Runs one statement with its parameters.
    ///
    /// Cancelling the task cancels the statement in the server. Outside of a transaction the statement is its own
    /// transaction.
    ///
    /// - Parameter timeout: how long it may run, instead of the connection's setting.
    /// - Throws: `PostgresError`; the connection stays usable unless ``PostgresError/Code/connectionLost``.
    @discardableResult
    package func query(
        _ query: PostgresQuery,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> PostgresRows {
        try query.check()
        if query.isPrepared { return try await queryPrepared(query, timeout: timeout) }
        return try await queryOnce(query, timeout: timeout)
    }

    /// Runs a checked statement that the server parses and plans only for this time.
    func queryOnce(_ query: PostgresQuery, timeout: Duration?) async throws(PostgresError) -> PostgresRows {
        let results = try await exchange(timeout) { () throws(PostgresError) in
            guard handle.send(query) else { throw sendFailure() }
        } collect: { (attempt: inout Attempt) async throws(PostgresError) in
            try await collectResults(&attempt)
        }
        guard let last = results.last else { throw connectionLost() }
        return PostgresRows(result: last)
    }

    /// Runs SQL with any number of statements, without parameters and without rows in return. Unless the text says
    /// otherwise, all of its statements are one transaction.
    ///
    /// - Parameter timeout: how long all of it may run, instead of the connection's setting.
    /// - Throws: `PostgresError`; the connection stays usable unless ``PostgresError/Code/connectionLost``.
    package func execute(_ sql: String, timeout: Duration? = nil) async throws(PostgresError) {
        _ = try await run(sql, timeout: timeout)
    }

    /// Same as ``execute(_:timeout:)``, with the last statement's result.
    @discardableResult
    func run(
        _ sql: String,
        timeout: Duration? = nil,
        heedsCancellation: Bool = true,
        check: () throws(PostgresError) -> Void = {}
    ) async throws(PostgresError) -> ResultHandle? {
        try PostgresQuery(unescaped: sql).check()
        let results = try await exchange(timeout, heedsCancellation: heedsCancellation) { () throws(PostgresError) in
            try check()
            guard handle.send(sql: sql) else { throw sendFailure() }
        } collect: { (attempt: inout Attempt) async throws(PostgresError) in
            try await collectResults(&attempt)
        }
        return results.last
    }

    /// Reads results to the end, then throws the first error among them.
    func collectResults(_ attempt: inout Attempt) async throws(PostgresError) -> [ResultHandle] {
        var results: [ResultHandle] = []
        var failure: PostgresError?
        while let result = try await nextResult(&attempt) {
            if let error = self.failure(in: result) {
                failure = failure ?? error
                guard handle.isGood else { break }
            } else {
                results.append(result)
            }
        }
        guard let failure else { return results }
        throw settle(failure, attempt)
    }

    /// The error in a result; nil if the statement succeeded.
    func failure(in result: ResultHandle) -> PostgresError? {
        switch result.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_PIPELINE_SYNC: return nil
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            // The protocol allows no way out of here except the copy itself.
            handle.close()
            return PostgresError(.unsupported, "COPY is not supported")
        default: return PostgresError(result: result) ?? connectionLost()
        }
    }

    /// The error for the caller, now that it is known whether the connection survived the failure.
    func settle(_ failure: PostgresError, _ attempt: Attempt) -> PostgresError {
        if failure.sqlState == .queryCanceled, let error = attempt.interruptionError { return error }
        if failure.code == .server, !handle.isGood {
            return connectionLost(
                server: failure.server,
                message: "the server ended the connection: \(failure.message)"
            )
        }
        return failure
    }
}

extension PostgresQuery {
    /// Refuses text that cannot be sent.
    func check() throws(PostgresError) {
        if let encodingError { throw encodingError }
        // libpq takes C strings: a NUL would silently truncate the text.
        guard !sql.utf8.contains(0) else { throw PostgresError(.invalidParameter, "the statement contains a NUL") }
        for (index, parameter) in parameters.enumerated() {
            guard case .text(let text) = parameter, text.utf8.contains(0) else { continue }
            throw PostgresError(.invalidParameter, "parameter $\(index + 1) contains a NUL, which text cannot contain")
        }
    }
}

extension PostgresError {
    /// Reads the server's message without values; nil if the error is libpq's own.
    init?(result: ResultHandle) {
        guard let state = result.errorField(moorage_diag_sqlstate).map(SQLState.init(rawValue:)) else { return nil }
        let fields = ServerFields(
            sqlState: state,
            severity: result.errorField(moorage_diag_severity) ?? "ERROR",
            schema: result.errorField(moorage_diag_schema_name),
            table: result.errorField(moorage_diag_table_name),
            column: result.errorField(moorage_diag_column_name),
            constraint: result.errorField(moorage_diag_constraint_name),
            position: result.errorField(moorage_diag_statement_position).flatMap { Int($0) }
        )
        let message = result.errorField(moorage_diag_message_primary) ?? "the server refused the statement"
        self.init(.server, ServerMessage.withoutValues(message, state: state), server: fields)
    }
}
