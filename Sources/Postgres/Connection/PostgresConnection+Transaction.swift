import CPostgres

extension PostgresConnection {
    /// How long the server may take to end a transaction before the connection is given up.
    static let endPatience = Duration.seconds(30)

    /// Runs `body` in a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// COMMIT is not interrupted by cancelling the task, because nobody could tell its outcome then.
    ///
    /// - Parameter isolation: nil for the server's default.
    /// - Throws: what `body` throws; `PostgresError` of the server when COMMIT is refused (a deferred constraint, a
    ///   conflict); with code `commitOutcomeUnknown` when the connection broke after COMMIT was sent;
    ///   `transactionAborted` when a statement failed and `body` returned all the same; `transactionMisuse` when a
    ///   transaction is open already or `body` ended it.
    @discardableResult
    package nonisolated func transaction<Result>(
        isolation: PostgresIsolation? = nil,
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await begin(isolation)
        let result: Result
        do {
            result = try await body(self)
        } catch {
            await rollback()
            throw error
        }
        try await commit()
        return result
    }

    private func begin(_ isolation: PostgresIsolation?) async throws(PostgresError) {
        do {
            try await run(isolation?.begin ?? "BEGIN") { () throws(PostgresError) in
                guard handle.transactionStatus == PQTRANS_IDLE else {
                    throw PostgresError(.transactionMisuse, "the connection is in a transaction already")
                }
            }
        } catch {
            // A BEGIN that took effect although it was cancelled would swallow the next user's statements.
            if error.code != .transactionMisuse { await rollback() }
            throw error
        }
    }

    private func commit() async throws(PostgresError) {
        switch handle.transactionStatus {
        case PQTRANS_INTRANS: break
        case PQTRANS_INERROR:
            await rollback()
            throw PostgresError(.transactionAborted, "a statement failed, so the transaction was rolled back")
        case PQTRANS_UNKNOWN: throw connectionLost(message: "the connection broke before COMMIT was sent")
        default: throw PostgresError(.transactionMisuse, "the transaction was ended before its closure returned")
        }
        var wasSent = false
        do throws(PostgresError) {
            let result = try await exchange(Self.endPatience, heedsCancellation: false) { () throws(PostgresError) in
                guard handle.send(sql: "COMMIT") else { throw sendFailure() }
                wasSent = true
            } collect: { (attempt: inout Attempt) async throws(PostgresError) in
                try await collectResults(&attempt)
            }
            guard result.last?.commandTag == "COMMIT" else {
                throw PostgresError(.transactionAborted, "a statement failed, so the transaction was rolled back")
            }
        } catch  where wasSent && error.leavesCommitOpen {
            handle.close()
            throw PostgresError(.commitOutcomeUnknown, "no answer to COMMIT: it took effect or did not", cause: error)
        }
    }

    /// Ends the open transaction, if any; a connection on which that fails is closed, which ends it too.
    private func rollback() async {
        guard handle.isGood, handle.transactionStatus != PQTRANS_IDLE else { return }
        do {
            try await run("ROLLBACK", timeout: Self.endPatience, heedsCancellation: false)
        } catch {
            handle.close()
        }
    }
}

extension PostgresError {
    /// Whether a COMMIT that ended with this error may have taken effect: the server did not plainly refuse it.
    fileprivate var leavesCommitOpen: Bool {
        switch code {
        case .connectionLost, .timedOut: true
        case .server: server?.isFatal ?? true
        default: false
        }
    }
}

/// What a transaction sees of others.
package enum PostgresIsolation: Sendable, CaseIterable {
    /// Each statement sees what was committed before it.
    case readCommitted
    /// All statements see one snapshot; a conflicting write fails with 40001.
    case repeatableRead
    /// As ``repeatableRead``, and nothing may be written.
    case repeatableReadReadOnly
    /// As if transactions ran one after the other; a conflict fails with 40001.
    case serializable

    var begin: String {
        switch self {
        case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .repeatableReadReadOnly: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}
