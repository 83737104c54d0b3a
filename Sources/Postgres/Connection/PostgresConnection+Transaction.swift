import CPostgres

extension PostgresConnection {
    /// How long the server may take to end a transaction before the connection is closed.
    static let endPatience = Duration.seconds(30)

    /// Runs `body` in a transaction: COMMIT if it returns, ROLLBACK if it throws.
    ///
    /// Cancelling the task does not interrupt COMMIT, because its outcome would then be unknown.
    ///
    /// - Parameter isolation: nil for the server's default.
    /// - Throws: the error that `body` throws; `PostgresError` of the server if COMMIT is refused (a deferred
    ///   constraint, a conflict); with code `commitOutcomeUnknown` if the connection broke after COMMIT was sent;
    ///   `transactionAborted` if a statement failed but `body` returned normally; `transactionMisuse` if a transaction
    ///   is already open or `body` ended it.
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
                    throw PostgresError(.transactionMisuse, "the connection is already in a transaction")
                }
            }
        } catch {
            // A BEGIN that took effect although it was cancelled would include the next user's statements.
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
            throw PostgresError(
                .commitOutcomeUnknown,
                "there was no answer to COMMIT, which may or may not have taken effect",
                cause: error
            )
        }
    }

    /// Ends the open transaction, if any; if that fails, the connection is closed, which also ends it.
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
    /// Whether a COMMIT that ended with this error may have taken effect, because the server did not clearly refuse it.
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
    /// Same as ``repeatableRead``, and nothing may be written.
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
