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
