/// What went wrong while talking to Postgres.
///
/// Neither `description` nor any property ever contains a parameter's value: the server's DETAIL and CONTEXT fields,
/// which quote values, are omitted, and so are the messages of SQLSTATE class 22 (data exceptions).
package struct PostgresError: Error, Sendable {
    /// The kind of failure; it decides what a caller may do about it.
    package var code: Code

    /// One sentence for readers of logs, without any parameter's value.
    package var message: String

    /// The server's error, if it came from the server.
    package var server: ServerFields?

    /// The underlying error, such as the last failed attempt to connect when the pool is full.
    package var cause: (any Error)?

    /// The position of the failed statement in a pipeline, from 0.
    package var pipelineIndex: Int?

    /// Creates an error.
    package init(
        _ code: Code,
        _ message: String,
        server: ServerFields? = nil,
        cause: (any Error)? = nil,
        pipelineIndex: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.server = server
        self.cause = cause
        self.pipelineIndex = pipelineIndex
    }

    /// The server's SQLSTATE, if the error came from the server.
    package var sqlState: SQLState? { server?.sqlState }
}

extension PostgresError: CustomStringConvertible {
    /// Code, message and the names from the server; never a value.
    package var description: String {
        var text = "\(code): \(message)"
        if let server {
            text += " (SQLSTATE \(server.sqlState)"
            if let constraint = server.constraint { text += ", constraint \(constraint)" }
            if let table = server.table { text += ", table \(table)" }
            if let column = server.column { text += ", column \(column)" }
            text += ")"
        }
        if let pipelineIndex { text += " [statement \(pipelineIndex) of the pipeline]" }
        if let cause { text += ": \(cause)" }
        return text
    }
}

extension PostgresError {
    /// The kind of a failure. A closed set that may grow, hence no public enum.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case invalidConfiguration
            case connectionFailed
            case connectionLost
            case connectionClosed
            case server
            case timedOut
            case cancelled
            case commitOutcomeUnknown
            case transactionAborted
            case transactionMisuse
            case poolExhausted
            case poolClosed
            case invalidParameter
            case decoding
            case unexpectedRowCount
            case unsupported
            case migrationRefused
            case clusterFailed
        }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// The code's name.
        package var description: String { kind.rawValue }

        /// The database URL cannot be understood.
        package static let invalidConfiguration = Self(.invalidConfiguration)
        /// No connection was established: no server, unknown name, TLS or password refused, or too slow.
        package static let connectionFailed = Self(.connectionFailed)
        /// An established connection broke. Outside a transaction it is not known whether the statement took effect;
        /// inside one, the transaction did not.
        package static let connectionLost = Self(.connectionLost)
        /// The connection was closed on this side before the statement was sent.
        package static let connectionClosed = Self(.connectionClosed)
        /// The server refused the statement; `sqlState` shows the reason. The connection is still good.
        package static let server = Self(.server)
        /// The statement exceeded its time-out and was cancelled in the server.
        package static let timedOut = Self(.timedOut)
        /// The task was cancelled, and the statement in the server with it.
        package static let cancelled = Self(.cancelled)
        /// The connection broke after COMMIT was sent: the transaction may or may not have taken effect.
        package static let commitOutcomeUnknown = Self(.commitOutcomeUnknown)
        /// COMMIT was answered with ROLLBACK, because a statement failed and its error was ignored.
        package static let transactionAborted = Self(.transactionAborted)
        /// A transaction was begun inside another one, or ended before the end of its closure.
        package static let transactionMisuse = Self(.transactionMisuse)
        /// No connection became free within the pool's time limit, or too many tasks are already waiting.
        package static let poolExhausted = Self(.poolExhausted)
        /// The pool was closed.
        package static let poolClosed = Self(.poolClosed)
        /// A value cannot be sent, such as a text with a NUL in it.
        package static let invalidParameter = Self(.invalidParameter)
        /// A column's value does not have the requested type.
        package static let decoding = Self(.decoding)
        /// A statement returned more or fewer rows than requested.
        package static let unexpectedRowCount = Self(.unexpectedRowCount)
        /// The statement needs an unsupported feature, such as COPY.
        package static let unsupported = Self(.unsupported)
        /// The recorded migrations do not match ours, or the role may not create the schema.
        package static let migrationRefused = Self(.migrationRefused)
        /// A private cluster could not be created, started or stopped.
        package static let clusterFailed = Self(.clusterFailed)
    }

    /// Whether the same work, repeated from its start in a new transaction, may succeed.
    ///
    /// False for ``Code/commitOutcomeUnknown``: repeating it may do it twice.
    package var isRetryable: Bool {
        switch code {
        case .connectionFailed, .connectionLost, .poolExhausted: true
        case .server: sqlState.map(Self.isTransient) ?? false
        default: false
        }
    }

    /// Whether the statement or transaction may have taken effect although an error was thrown.
    package var isOutcomeUnknown: Bool {
        code == .commitOutcomeUnknown || code == .connectionLost
    }

    private static func isTransient(_ state: SQLState) -> Bool {
        switch state {
        case .serializationFailure, .deadlockDetected, .lockNotAvailable, .tooManyConnections: true
        // 57P01 to 57P03: shut down, crashed, starting up. 25006: a standby that may be promoted. 25P03: the transaction
        // was idle for too long and was rolled back.
        default: ["57P01", "57P02", "57P03", "25006", "25P03"].contains(state.rawValue) || state.classCode == "08"
        }
    }
}
