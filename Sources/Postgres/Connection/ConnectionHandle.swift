import CPostgres
import EventLoop
import Glibc
import Logging

/// Owns a `PGconn`; only this file passes it to libpq.
///
/// `@unchecked`: a handle is created on an owned thread, then given to one actor, which alone calls it.
@safe final class ConnectionHandle: @unchecked Sendable {
    /// A channel's name and the payload sent on it.
    typealias Notification = (channel: String, payload: String)

    enum Flush {
        case done
        case wouldBlock
        case failed
    }

    private var pointer: OpaquePointer?
    /// Kept for libpq, which holds an unretained reference to it.
    private let notices: NoticeReceiver

    /// Connects. Blocks on the name lookup, the network and TLS, so only for an owned thread.
    init(connectingTo configuration: PostgresConfiguration, notices: NoticeReceiver, patience: Duration) {
        self.notices = notices
        let parameters = configuration.parameters
        unsafe withCStrings(parameters.map(\.keyword)) { keywords in
            unsafe withCStrings(parameters.map(\.value)) { values in
                if configuration.hasManyHosts {
                    // Only libpq's own loop continues with the next host if one does not answer. Notices that a server
                    // sends during connecting then go to standard error.
                    unsafe pointer = unsafe PQconnectdbParams(keywords, values, 1)
                } else {
                    unsafe pointer = unsafe PQconnectStartParams(keywords, values, 1)
                }
            }
        }
        receiveNotices()
        if !configuration.hasManyHosts { finishConnecting(until: .now.advanced(by: patience)) }
        unsafe PQsetnonblocking(pointer, 1)
    }

    private func finishConnecting(until deadline: ContinuousClock.Instant) {
        var progress = PGRES_POLLING_WRITING
        while isConnecting(progress) {
            let events = progress == PGRES_POLLING_READING ? POLLIN : POLLOUT
            var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
            let count = unsafe poll(&descriptor, 1, deadline.millisecondsFromNow)
            // The time is over, which the status shows: the connection is not good.
            if count == 0 { return }
            progress = unsafe PQconnectPoll(pointer)
        }
    }

    private func isConnecting(_ progress: PostgresPollingStatusType) -> Bool {
        progress == PGRES_POLLING_READING || progress == PGRES_POLLING_WRITING
    }

    /// Frees the memory and closes the socket; libpq sends its terminate message without waiting.
    deinit { unsafe PQfinish(pointer) }

    func close() {
        unsafe PQfinish(pointer)
        unsafe pointer = nil
    }

    // libpq reports a null connection as "bad", so a closed handle needs no separate case below.

    var isGood: Bool { unsafe PQstatus(pointer) == CONNECTION_OK }
    var socket: CInt { unsafe PQsocket(pointer) }
    var serverVersion: Int { unsafe Int(PQserverVersion(pointer)) }
    var processID: CInt { unsafe PQbackendPID(pointer) }
    var transactionStatus: PGTransactionStatusType { unsafe PQtransactionStatus(pointer) }
    var isBusy: Bool { unsafe PQisBusy(pointer) == 1 }

    /// libpq's last message about the connection itself; it contains no statement's parameters.
    var errorMessage: String {
        let text = unsafe String(cString: PQerrorMessage(pointer))
        return text.split(whereSeparator: \.isNewline).map { $0.trimmed() }.joined(separator: "; ")
    }

    func makeCancelHandle() -> CancelHandle? {
        guard let cancel = unsafe PQgetCancel(pointer) else { return nil }
        return unsafe CancelHandle(owning: cancel)
    }

    private func receiveNotices() {
        let argument = unsafe Unmanaged.passUnretained(notices).toOpaque()
        unsafe PQsetNoticeReceiver(
            pointer,
            { argument, result in
                guard let argument = unsafe argument, let result = unsafe result else { return }
                unsafe Unmanaged<NoticeReceiver>.fromOpaque(argument).takeUnretainedValue().receive(result)
            },
            argument
        )
    }

    /// Queues statements in simple protocol; `sql` must not contain NUL.
    func send(sql: String) -> Bool { unsafe PQsendQuery(pointer, sql) == 1 }

    /// Queues one statement with its parameters; texts must not contain NUL.
    func send(_ query: PostgresQuery) -> Bool {
        let arena = ParameterArena(query.parameters)
        return unsafe arena.withPointers { types, values, lengths, formats in
            let count = CInt(query.parameters.count)
            return unsafe PQsendQueryParams(pointer, query.sql, count, types, values, lengths, formats, 0) == 1
        }
    }

    /// Queues the preparation of a statement; its text must not contain NUL.
    func prepare(_ query: PostgresQuery, as name: String) -> Bool {
        let arena = ParameterArena(query.parameters)
        return unsafe arena.withPointers { types, _, _, _ in
            unsafe PQsendPrepare(pointer, name, query.sql, CInt(query.parameters.count), types) == 1
        }
    }

    /// Queues a prepared statement with its parameters; texts must not contain NUL.
    func send(_ query: PostgresQuery, prepared name: String) -> Bool {
        let arena = ParameterArena(query.parameters)
        return unsafe arena.withPointers { _, values, lengths, formats in
            unsafe PQsendQueryPrepared(pointer, name, CInt(query.parameters.count), values, lengths, formats, 0) == 1
        }
    }

    func enterPipeline() -> Bool { unsafe PQenterPipelineMode(pointer) == 1 }
    func exitPipeline() -> Bool { unsafe PQexitPipelineMode(pointer) == 1 }
    func synchronizePipeline() -> Bool { unsafe PQpipelineSync(pointer) == 1 }

    func flush() -> Flush {
        switch unsafe PQflush(pointer) {
        case 0: .done
        case 1: .wouldBlock
        default: .failed
        }
    }

    /// Reads available data; false if the connection broke.
    func consumeInput() -> Bool { unsafe PQconsumeInput(pointer) == 1 }

    /// Reads all available data between statements; false if the server has closed the connection.
    ///
    /// One read is not enough: the server's last message comes before the end of the stream.
    func drainInput() -> Bool {
        // Notifications may arrive as fast as they are read; only the end of the stream matters.
        for _ in 0..<16 {
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&descriptor, 1, 0) > 0 else { break }
            guard consumeInput() else { return false }
        }
        return isGood
    }

    /// The next result; only while not ``isBusy``, because otherwise it would block.
    func nextResult() -> ResultHandle? {
        guard let result = unsafe PQgetResult(pointer) else { return nil }
        return unsafe ResultHandle(owning: result)
    }

    func takeNotifications() -> [Notification] {
        var notifications: [Notification] = []
        while let notify = unsafe PQnotifies(pointer) {
            let channel = unsafe String(cString: notify.pointee.relname)
            let payload = unsafe String(cString: notify.pointee.extra)
            notifications.append((channel, payload))
            unsafe PQfreemem(notify)
        }
        return notifications
    }
}

/// Owns a `PGcancel`, with which another thread can cancel a connection's statement.
///
/// `@unchecked`: libpq allows its use from any thread, and it never changes.
@safe final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe PQfreeCancel(pointer) }

    /// Opens a second connection, asks the server to cancel, and waits until it has received the request. Blocks.
    func send() -> Bool {
        // The size that libpq's manual recommends for the message, which is dropped: the statement itself shows the
        // outcome.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            unsafe PQcancel(pointer, buffer.baseAddress, CInt(buffer.count)) == 1
        }
    }
}

/// Writes the server's notices to the log at debug, because libpq would print them on standard error.
final class NoticeReceiver: Sendable {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    @unsafe func receive(_ result: OpaquePointer) {
        // The result belongs to libpq and is freed after this call, so only strings are kept.
        func field(_ code: CInt) -> String {
            guard let text = unsafe PQresultErrorField(result, code) else { return "" }
            return unsafe String(cString: text)
        }
        let state = SQLState(rawValue: field(moorage_diag_sqlstate))
        let message = ServerMessage.withoutValues(field(moorage_diag_message_primary), state: state)
        logger.debug(
            "The database server sent a notice.",
            metadata: [
                LogKey.severity: "\(field(moorage_diag_severity))",
                LogKey.sqlState: "\(state)",
                LogKey.notice: "\(message)",
            ]
        )
    }
}
