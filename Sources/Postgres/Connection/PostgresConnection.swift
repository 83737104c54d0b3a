import CPostgres
import EventLoop
package import Logging

/// One connection to the server.
///
/// Statements of concurrent tasks take turns. A transaction belongs to the connection, not to a task: where
/// transactions are used, give a connection to one task at a time, as ``PostgresPool`` does.
///
/// No thread of the cooperative pool ever blocks: the socket is non-blocking, and tasks wait for it at a
/// ``SocketWatch``. Connecting and cancelling, which block in libpq, run on their own threads.
package actor PostgresConnection {
    /// How long the server may take to report the end of a cancelled statement before it is asked again. A request
    /// that overtakes its statement is lost, so asking once is not enough.
    static let cancelPatience = Duration.seconds(1)
    /// How often it is asked before the connection is closed.
    static let maximumCancelRequests = 5

    let handle: ConnectionHandle
    private let watch = SocketWatch()
    let turns = TurnQueue()
    /// The names of the prepared statements, by their text.
    var prepared: [String: String] = [:]
    /// The number in the last name.
    var lastPrepared = 0
    private let cancelHandle: CancelHandle?
    private let statementTimeout: Duration?
    private let logger: Logger

    /// The id of the server's process for this connection, as in `pg_stat_activity.pid`.
    package nonisolated let processID: Int

    private init(handle: ConnectionHandle, statementTimeout: Duration?, logger: Logger) {
        self.handle = handle
        self.cancelHandle = handle.makeCancelHandle()
        self.statementTimeout = statementTimeout
        self.logger = logger
        self.processID = Int(handle.processID)
    }

    /// Connects.
    ///
    /// - Throws: `PostgresError` with code `connectionFailed`, or `cancelled` if the task was cancelled.
    package static func connect(
        _ configuration: PostgresConfiguration,
        logger: Logger
    ) async throws(PostgresError) -> PostgresConnection {
        try await connect(configuration, patience: configuration.connectPatience, logger: logger)
    }

    /// Same as ``connect(_:logger:)``, with a time limit that may be shorter than the configuration's.
    static func connect(
        _ configuration: PostgresConfiguration,
        patience: Duration,
        logger: Logger
    ) async throws(PostgresError) -> PostgresConnection {
        let patience = min(patience, configuration.connectPatience)
        let notices = NoticeReceiver(logger: logger)
        let outcome = await OwnedThread.call(name: "moorage-connect", until: .now.advanced(by: patience)) {
            ConnectionHandle(connectingTo: configuration, notices: notices, patience: patience)
        }
        let handle: ConnectionHandle
        switch outcome {
        case .finished(let connected): handle = connected
        case .deadline:
            throw PostgresError(.connectionFailed, "no connection to \(configuration) within \(patience)")
        case .cancelled: throw PostgresError(.cancelled, "the task was cancelled while connecting")
        case .noThread: throw PostgresError(.connectionFailed, "the thread for connecting could not be started")
        }
        guard handle.isGood else { throw PostgresError(.connectionFailed, handle.errorMessage) }
        let connection = PostgresConnection(
            handle: handle,
            statementTimeout: configuration.statementTimeout,
            logger: logger
        )
        try await connection.prepareSession(configuration)
        logger.debug(
            "Connected to the database.",
            metadata: [LogKey.database: "\(configuration)", LogKey.process: "\(connection.processID)"]
        )
        return connection
    }

    /// Closes the connection once the earlier statements have ended.
    package func close() async {
        await turns.takeRegardless()
        defer { turns.release() }
        handle.close()
    }

    /// Whether statements can still be sent, as far as is known without contacting the server.
    var isOpen: Bool { handle.isGood }

    /// Whether the session is as good as new for the next user: open and outside of any transaction.
    var isReusable: Bool { handle.isGood && handle.transactionStatus == PQTRANS_IDLE }

    /// Checks whether the server has closed the connection since the last statement. Does not wait.
    func notesHangUp() -> Bool { !handle.drainInput() }

    /// Sets everything that decoding relies on, whatever the role's and the database's defaults are.
    private func prepareSession(_ configuration: PostgresConfiguration) async throws(PostgresError) {
        var settings =
            "SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC'; SET bytea_output = 'hex'; "
            + "SET standard_conforming_strings = on; SET extra_float_digits = 1"
        // A statement whose client is gone would keep its locks until it ends. Since version 14, on Linux.
        if handle.serverVersion >= 140_000 { settings += "; SET client_connection_check_interval = '10s'" }
        if let timeout = configuration.idleTransactionTimeout {
            // In milliseconds; 0 would mean no limit.
            settings += "; SET idle_in_transaction_session_timeout = \(max(1, Int(timeout / .milliseconds(1))))"
        }
        do {
            try await execute(settings)
        } catch {
            throw error.code == .cancelled
                ? error : PostgresError(.connectionFailed, "the session could not be prepared", cause: error)
        }
    }

    /// Waits for the turn, sends with `send` and collects the server's answers.
    func exchange<Answer>(
        _ timeout: Duration?,
        heedsCancellation: Bool = true,
        send: () throws(PostgresError) -> Void,
        collect: (inout Attempt) async throws(PostgresError) -> Answer
    ) async throws(PostgresError) -> Answer {
        if heedsCancellation {
            guard await turns.take() else {
                throw PostgresError(.cancelled, "the task was cancelled before the statement was sent")
            }
        } else {
            await turns.takeRegardless()
        }
        defer { turns.release() }
        guard handle.isGood else { throw PostgresError(.connectionClosed, "the connection is closed") }
        if notesHangUp() { throw connectionLost() }
        if heedsCancellation, Task.isCancelled {
            throw PostgresError(.cancelled, "the task was cancelled before the statement was sent")
        }
        try send()
        // Counted from here, because waiting for its turn is not the statement's own time.
        var attempt = Attempt(timeout: timeout ?? statementTimeout, heedsCancellation: heedsCancellation)
        return try await collect(&attempt)
    }

    /// The error for a libpq call that refused a statement.
    func sendFailure() -> PostgresError {
        handle.isGood ? PostgresError(.invalidParameter, handle.errorMessage) : connectionLost()
    }

    func connectionLost(server: PostgresError.ServerFields? = nil, message: String? = nil) -> PostgresError {
        PostgresError(.connectionLost, message ?? "the connection broke: \(handle.errorMessage)", server: server)
    }

    /// The next result of the running statement, or nil at its end.
    ///
    /// - Throws: `connectionLost`, only if the end of a cancelled statement was not reported in time; the connection is
    ///   then closed.
    func nextResult(_ attempt: inout Attempt) async throws(PostgresError) -> ResultHandle? {
        while true {
            // Reading continues after a failed write, because the server's last message may have arrived.
            let flush = handle.flush()
            guard handle.isBusy else { return handle.nextResult() }
            let interest: SocketWatch.Interest = flush == .wouldBlock ? [.read, .write] : .read
            switch await wait(for: interest, attempt) {
            case .changed: _ = handle.consumeInput()
            case .deadline: try await interrupt(&attempt, as: .timedOut)
            case .cancelled: try await interrupt(&attempt, as: .cancelled)
            }
        }
    }

    private func wait(for interest: SocketWatch.Interest, _ attempt: Attempt) async -> SocketWatch.Wake {
        await watch.wait(
            since: watch.generation,
            on: handle.socket,
            for: interest,
            until: attempt.deadline,
            cancellable: attempt.heedsCancellation && attempt.interruption == nil
        )
    }

    /// Asks the server to cancel, and waits until it has received the request, which must not hit a later statement.
    private func interrupt(_ attempt: inout Attempt, as reason: Attempt.Interruption) async throws(PostgresError) {
        if attempt.interruption == nil { attempt.interruption = reason }
        guard attempt.cancelRequests < Self.maximumCancelRequests, let cancelHandle else {
            handle.close()
            throw PostgresError(
                .connectionLost,
                "the server did not confirm that it cancelled the statement, so the connection was closed",
                cause: attempt.interruptionError
            )
        }
        attempt.cancelRequests += 1
        let request = await OwnedThread.call(
            name: "moorage-cancel",
            until: .now.advanced(by: Self.cancelPatience),
            cancellable: false
        ) { cancelHandle.send() }
        // A server that hangs receives no request, and would not answer a second one.
        if case .finished = request {} else { attempt.cancelRequests = Self.maximumCancelRequests }
        attempt.deadline = ContinuousClock.now.advanced(by: Self.cancelPatience)
    }
}

/// The time limit of a statement, and the attempts to end it early.
struct Attempt {
    enum Interruption {
        case timedOut
        case cancelled
    }

    /// When to cancel the statement, and later when to ask again.
    var deadline: ContinuousClock.Instant?
    /// Whether cancelling the task cancels the statement. It does not for COMMIT and ROLLBACK.
    let heedsCancellation: Bool
    /// Why the server was asked to cancel; nil if it was not.
    var interruption: Interruption?
    /// How often the server was asked to cancel.
    var cancelRequests = 0

    init(timeout: Duration?, heedsCancellation: Bool = true) {
        self.deadline = timeout.map { ContinuousClock.now.advanced(by: $0) }
        self.heedsCancellation = heedsCancellation
    }

    /// The error for the caller once the statement has ended because of the interruption.
    var interruptionError: PostgresError? {
        switch interruption {
        case nil: nil
        case .timedOut: PostgresError(.timedOut, "the statement exceeded its time-out and was cancelled")
        case .cancelled: PostgresError(.cancelled, "the task was cancelled, and the statement with it")
        }
    }
}
