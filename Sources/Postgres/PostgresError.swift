/// What went wrong while talking to Postgres.
///
/// Neither `description` nor any property ever holds a parameter's value: the server's DETAIL and CONTEXT fields,
/// which quote values, are left out, and so are the messages of SQLSTATE class 22 (data exceptions).
package struct PostgresError: Error, Sendable {
    /// What kind of failure this is; decides what a caller may do about it.
    package var code: Code

    /// One sentence for a reader of logs, without any parameter's value.
    package var message: String

    /// What the server said, when the error came from it.
    package var server: ServerFields?

    /// The error that led to this one, such as the last failed attempt to connect behind a full pool.
    package var cause: (any Error)?

    /// The position in a pipeline of the statement that failed, from 0.
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

    /// The server's SQLSTATE, when the error came from it.
    package var sqlState: SQLState? { server?.sqlState }
}

extension PostgresError: CustomStringConvertible {
    /// Code, message and the names the server gave; never a value.
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
        /// No connection came about: no server there, name unknown, TLS or password refused, too slow.
        package static let connectionFailed = Self(.connectionFailed)
        /// An established connection broke. Outside a transaction it is not known whether the statement took effect;
        /// inside one, the transaction did not.
        package static let connectionLost = Self(.connectionLost)
        /// The connection was closed on this side before the statement was sent.
        package static let connectionClosed = Self(.connectionClosed)
        /// The server refused the statement; `sqlState` says why. The connection is still good.
        package static let server = Self(.server)
        /// The statement ran into its time-out and was cancelled in the server.
        package static let timedOut = Self(.timedOut)
        /// The task was cancelled, and with it the statement in the server.
        package static let cancelled = Self(.cancelled)
        /// The connection broke after COMMIT was sent: the transaction took effect or did not.
        package static let commitOutcomeUnknown = Self(.commitOutcomeUnknown)
        /// COMMIT was answered with ROLLBACK, because a statement failed and its error was swallowed.
        package static let transactionAborted = Self(.transactionAborted)
        /// A transaction was begun inside another, or ended by other means than the end of its closure.
        package static let transactionMisuse = Self(.transactionMisuse)
        /// No connection became free within the pool's patience, or too many tasks wait already.
        package static let poolExhausted = Self(.poolExhausted)
        /// The pool was closed.
        package static let poolClosed = Self(.poolClosed)
        /// A value cannot be sent, such as a text with a NUL in it.
        package static let invalidParameter = Self(.invalidParameter)
        /// A column's value is not of the type that was asked for.
        package static let decoding = Self(.decoding)
        /// A statement returned more or fewer rows than asked for.
        package static let unexpectedRowCount = Self(.unexpectedRowCount)
        /// The statement needs something that this module does not do, such as COPY.
        package static let unsupported = Self(.unsupported)
        /// The recorded migrations do not agree with ours, or the role may not make the schema.
        package static let migrationRefused = Self(.migrationRefused)
        /// A private cluster could not be made, started or stopped.
        package static let clusterFailed = Self(.clusterFailed)
    }

    /// Whether the same work, done again from its start in a new transaction, may succeed.
    ///
    /// Not so for ``Code/commitOutcomeUnknown``: doing it again may do it twice.
    package var isRetryable: Bool {
        switch code {
        case .connectionFailed, .connectionLost, .poolExhausted: true
        case .server: sqlState.map(Self.isTransient) ?? false
        default: false
        }
    }

    /// Whether the server may have taken the statement or transaction into effect although an error was thrown.
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
