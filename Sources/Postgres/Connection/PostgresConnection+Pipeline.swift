import CPostgres

extension PostgresConnection {
    /// Sends all statements at once and then reads all answers: one round trip for all of them.
    ///
    /// All take effect or none. Inside a transaction they are part of it, and a failing one aborts it.
    ///
    /// - Parameter timeout: how long all of them may run, instead of the connection's setting.
    /// - Returns: one result for each statement, in order.
    /// - Throws: `PostgresError` of the first statement that failed, with its `pipelineIndex`; `commitOutcomeUnknown`
    ///   if the connection broke while the server may have been committing.
    package func pipeline(
        _ queries: [PostgresQuery],
        timeout: Duration? = nil
    ) async throws(PostgresError) -> [PostgresRows] {
        guard !queries.isEmpty else { return [] }
        for (index, query) in queries.enumerated() {
            do throws(PostgresError) { try query.check() } catch { throw error.at(index) }
        }
        var commitsByItself = false
        do {
            return try await exchange(timeout) { () throws(PostgresError) in
                let isAlone = handle.transactionStatus == PQTRANS_IDLE
                try sendPipeline(queries)
                commitsByItself = isAlone
            } collect: { (attempt: inout Attempt) async throws(PostgresError) in
                try await collectPipeline(count: queries.count, &attempt)
            }
        } catch  where commitsByItself && error.code == .connectionLost {
            throw PostgresError(
                .commitOutcomeUnknown,
                "the connection broke during a pipeline, which may or may not have taken effect",
                cause: error
            )
        }
    }

    private func sendPipeline(_ queries: [PostgresQuery]) throws(PostgresError) {
        guard handle.enterPipeline() else { throw sendFailure() }
        for (index, query) in queries.enumerated() {
            guard handle.send(query) else {
                let error = sendFailure().at(index)
                // Statements before this one are already queued; without the pipeline's end they never take effect.
                handle.close()
                throw error
            }
        }
        guard handle.synchronizePipeline() else { throw sendFailure() }
    }

    private func collectPipeline(count: Int, _ attempt: inout Attempt) async throws(PostgresError) -> [PostgresRows] {
        var rows: [PostgresRows] = []
        var failure: PostgresError?
        var statement = 0
        var endsInARow = 0
        // A statement's results end with a nil, and the pipeline ends with its own result. On a broken connection there
        // are only nils, at most one for each statement before the break shows.
        while endsInARow <= count + 1 {
            guard let result = try await nextResult(&attempt) else {
                guard handle.isGood else { break }
                statement += 1
                endsInARow += 1
                continue
            }
            endsInARow = 0
            if result.status == PGRES_PIPELINE_SYNC { return try finishPipeline(rows, failure, attempt) }
            if result.status == PGRES_PIPELINE_ABORTED { continue }
            if let error = self.failure(in: result) {
                failure = failure ?? error.at(statement)
                guard handle.isGood else { break }
            } else {
                rows.append(PostgresRows(result: result))
            }
        }
        throw settle(failure ?? connectionLost(), attempt)
    }

    private func finishPipeline(
        _ rows: [PostgresRows],
        _ failure: PostgresError?,
        _ attempt: Attempt
    ) throws(PostgresError) -> [PostgresRows] {
        if !handle.exitPipeline() { handle.close() }
        if let failure { throw settle(failure, attempt) }
        return rows
    }
}

extension PostgresError {
    /// This error as the error of a statement in a pipeline.
    fileprivate func at(_ index: Int) -> PostgresError {
        var error = self
        error.pipelineIndex = index
        return error
    }
}
