import Logging
import Synchronization

/// Carries out the decisions of ``PoolStateMachine``, for connections and clocks of any type.
final class PoolCore<Connection: PoolableConnection, PoolClock: Clock>: Sendable
where PoolClock.Duration == Duration {
    typealias Machine = PoolStateMachine<Connection, PoolClock.Instant>

    private typealias Grant = Result<Machine.Permit, PostgresError>

    private struct State {
        var machine: Machine
        /// The waiting tasks.
        var waiters: [Machine.Request: CheckedContinuation<Grant, Never>] = [:]
        /// Requests that were cancelled before their task began to wait.
        var cancelled: Set<Machine.Request> = []
        /// Why the last attempt to connect failed; reported to all that waited for the next.
        var lastFailure: PostgresError?
    }

    private let state: Mutex<State>
    private let acquireTimeout: Duration
    private let connectTimeout: Duration
    private let clock: PoolClock
    private let logger: Logger
    /// Opens a connection within a time limit.
    private let connect: @Sendable (Duration) async throws(PostgresError) -> Connection

    init(
        settings: Machine.Settings,
        acquireTimeout: Duration,
        connectTimeout: Duration,
        clock: PoolClock,
        logger: Logger,
        connect: @escaping @Sendable (Duration) async throws(PostgresError) -> Connection
    ) {
        self.state = Mutex(State(machine: Machine(settings)))
        self.acquireTimeout = acquireTimeout
        self.connectTimeout = connectTimeout
        self.clock = clock
        self.logger = logger
        self.connect = connect
    }

    var status: PostgresPoolStatus { state.withLock { $0.machine.status } }

    func acquire() async throws(PostgresError) -> Connection {
        let deadline = clock.now.advanced(by: acquireTimeout)
        switch try await permit(until: deadline) {
        case .use(let connection):
            if await connection.isStillThere() { return connection }
            await connection.close()
        case .connect: break
        }
        do {
            return try await makeConnection(until: min(deadline, clock.now.advanced(by: connectTimeout)))
        } catch {
            await giveBack(nil)
            throw error
        }
    }

    func release(_ connection: Connection) async {
        if await connection.isFitForReuse() {
            await giveBack(connection)
        } else {
            await connection.close()
            await giveBack(nil)
        }
    }

    func close() async {
        let (waiters, connections) = state.withLock { state in
            let (failed, connections) = state.machine.close()
            return (failed.compactMap { state.waiters.removeValue(forKey: $0) }, connections)
        }
        for waiter in waiters { waiter.resume(returning: .failure(Self.closed)) }
        for connection in connections { await connection.close() }
    }

    private static var closed: PostgresError { PostgresError(.poolClosed, "the connection pool is closed") }

    private static var cancelled: PostgresError {
        PostgresError(.cancelled, "the task was cancelled while it waited for a connection")
    }

    private func giveBack(_ connection: Connection?) async {
        let (waiter, permit, close) = state.withLock { state in
            let action = state.machine.release(connection, at: clock.now)
            let waiter = action.granted.flatMap { state.waiters.removeValue(forKey: $0.request) }
            return (waiter, action.granted?.permit, action.close)
        }
        if let waiter, let permit { waiter.resume(returning: .success(permit)) }
        for connection in close { await connection.close() }
    }

    /// Waits for a permit.
    private func permit(until deadline: PoolClock.Instant) async throws(PostgresError) -> Machine.Permit {
        let request = state.withLock { $0.machine.makeRequest() }
        defer { state.withLock { _ = $0.cancelled.remove(request) } }
        // The timer is a child of the waiting task; it does not exist while there is a free permit.
        let grant = await withTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            return await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let mustWait = enter(request, continuation)
                    guard mustWait else { return }
                    group.addTask { [self] in
                        // Ends early with the group; its task then has its grant.
                        guard (try? await clock.sleep(until: deadline, tolerance: nil)) != nil else { return }
                        leave(request, with: exhausted())
                    }
                }
            } onCancel: {
                leave(request, with: Self.cancelled)
            }
        }
        return try grant.get()
    }

    /// - Returns: whether the task must wait; otherwise it was resumed.
    private func enter(_ request: Machine.Request, _ continuation: CheckedContinuation<Grant, Never>) -> Bool {
        let grant = state.withLock { state -> Grant? in
            if state.cancelled.contains(request) { return .failure(Self.cancelled) }
            switch state.machine.lease(request) {
            case .grant(let permit): return .success(permit)
            case .refuse(.closed): return .failure(Self.closed)
            case .refuse(.tooManyWaiting):
                return .failure(PostgresError(.poolExhausted, "too many tasks are already waiting for a connection"))
            case .wait:
                state.waiters[request] = continuation
                return nil
            }
        }
        if let grant { continuation.resume(returning: grant) }
        return grant == nil
    }

    private func leave(_ request: Machine.Request, with error: PostgresError) {
        let waiter = state.withLock { state -> CheckedContinuation<Grant, Never>? in
            guard state.machine.abandon(request) else {
                if error.code == .cancelled { state.cancelled.insert(request) }
                return nil
            }
            return state.waiters.removeValue(forKey: request)
        }
        waiter?.resume(returning: .failure(error))
    }

    private func exhausted() -> PostgresError {
        PostgresError(.poolExhausted, "all \(status.limit) connections were in use for \(acquireTimeout)")
    }

    /// Opens a connection for the held permit, with pauses between attempts, until the deadline.
    private func makeConnection(until deadline: PoolClock.Instant) async throws(PostgresError) -> Connection {
        while true {
            if let idle = state.withLock({ $0.machine.takeIdle() }) {
                if await idle.isStillThere() { return idle }
                await idle.close()
                continue
            }
            switch state.withLock({ $0.machine.mayConnect(at: clock.now) }) {
            case .refuse: throw Self.closed
            case .wait(let instant):
                guard instant < deadline else { throw failure() }
                do { try await clock.sleep(until: instant, tolerance: nil) } catch { throw Self.cancelled }
            case .connect:
                do throws(PostgresError) {
                    let connection = try await connect(clock.now.duration(to: deadline))
                    state.withLock { $0.machine.connected() }
                    return connection
                } catch {
                    guard error.code == .connectionFailed else { throw error }
                    state.withLock { state in
                        state.lastFailure = error
                        state.machine.connectFailed(at: clock.now)
                    }
                    logger.debug("No connection to the database.", metadata: [LogKey.error: "\(error)"])
                }
            }
        }
    }

    private func failure() -> PostgresError {
        PostgresError(
            .connectionFailed,
            "no connection to the database within \(min(connectTimeout, acquireTimeout))",
            cause: state.withLock { $0.lastFailure }
        )
    }
}

/// The pool's requirements for a connection.
protocol PoolableConnection: AnyObject, Sendable {
    /// Whether another user may have it: open, outside of any transaction.
    func isFitForReuse() async -> Bool

    /// Whether it still exists after a time without use. Does not contact the server.
    func isStillThere() async -> Bool

    func close() async
}

extension PostgresConnection: PoolableConnection {
    func isFitForReuse() -> Bool { isReusable }

    func isStillThere() -> Bool { !notesHangUp() }
}
