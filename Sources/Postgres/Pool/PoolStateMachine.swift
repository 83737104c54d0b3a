import DequeModule

/// Decides who gets a connection of a pool, and when one may be made.
///
/// A pool lends *permits*, at most `limit` at a time; a permit comes with an idle connection or with the right to make
/// one. Tasks without a permit wait in line. There is no I/O, clock or lock in here.
struct PoolStateMachine<Connection, Instant: InstantProtocol> where Instant.Duration == Duration {
    /// Names a task that wants a connection.
    struct Request: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    /// What a task does with its permit.
    enum Permit {
        /// Use this connection.
        case use(Connection)
        /// Make one.
        case connect
    }

    /// What a new request leads to.
    enum LeaseAction {
        case grant(Permit)
        /// Wait until the request is granted or failed.
        case wait
        case refuse(Refusal)
    }

    enum Refusal: Equatable {
        case closed
        /// `maximumWaiting` tasks wait already.
        case tooManyWaiting
    }

    /// Whether a connection may be made now.
    enum ConnectAction: Equatable {
        case connect
        /// The last attempt failed: not before this instant.
        case wait(until: Instant)
        case refuse
    }

    /// What the end of a lease leads to.
    struct ReleaseAction {
        /// The request that is granted a permit by it.
        var granted: (request: Request, permit: Permit)?
        /// Connections to close.
        var close: [Connection] = []
    }

    struct Settings {
        /// The most permits that are out at a time.
        var limit: Int
        /// The most tasks in line.
        var maximumWaiting: Int
        /// How long a connection is kept without use.
        var idleLifetime: Duration
        /// The pause after the first failed attempt to connect; it doubles with each.
        var firstBackoff: Duration
        /// The longest pause.
        var maximumBackoff: Duration
    }

    private struct Idle {
        let connection: Connection
        let since: Instant
    }

    private let settings: Settings
    private var isClosed = false
    private var lastNumber: UInt64 = 0
    private var permits = 0
    private var waiting: Deque<Request> = []
    /// In the order of their return; the last is lent first, so that those not needed grow old.
    private var idle: Deque<Idle> = []
    private var failures = 0
    private var connectNotBefore: Instant?

    init(_ settings: Settings) {
        precondition(settings.limit > 0, "a pool without connections")
        self.settings = settings
    }

    var status: PostgresPoolStatus {
        PostgresPoolStatus(inUse: permits, idle: idle.count, waiting: waiting.count, limit: settings.limit)
    }

    mutating func makeRequest() -> Request {
        lastNumber += 1
        return Request(number: lastNumber)
    }

    /// A task asks for a connection.
    mutating func lease(_ request: Request) -> LeaseAction {
        if isClosed { return .refuse(.closed) }
        if permits < settings.limit {
            // Whoever returns a permit hands it to the first in line, so a free one means that nobody waits.
            assert(waiting.isEmpty)
            permits += 1
            return .grant(takePermit())
        }
        guard waiting.count < settings.maximumWaiting else { return .refuse(.tooManyWaiting) }
        waiting.append(request)
        return .wait
    }

    /// A task in line gives up.
    ///
    /// - Returns: false when it is not in line any more: its permit is under way.
    mutating func abandon(_ request: Request) -> Bool {
        guard let index = waiting.firstIndex(of: request) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// The holder of a permit wants to make a connection. Asking is announcing: while connecting fails, one holder
    /// tries per pause, whoever comes first.
    mutating func mayConnect(at now: Instant) -> ConnectAction {
        if isClosed { return .refuse }
        if let connectNotBefore, connectNotBefore > now { return .wait(until: connectNotBefore) }
        if failures > 0 { connectNotBefore = now.advanced(by: backoff) }
        return .connect
    }

    /// A holder of a permit looks for a connection that was returned while it waited to make one.
    mutating func takeIdle() -> Connection? { idle.popLast()?.connection }

    /// A connection was made.
    mutating func connected() {
        failures = 0
        connectNotBefore = nil
    }

    /// An attempt to connect failed.
    mutating func connectFailed(at now: Instant) {
        failures += 1
        connectNotBefore = now.advanced(by: backoff)
    }

    /// A permit comes back, with its connection if that is fit for another user.
    mutating func release(_ connection: Connection?, at now: Instant) -> ReleaseAction {
        precondition(permits > 0, "a permit was returned twice")
        var action = ReleaseAction()
        if let connection {
            if isClosed {
                action.close.append(connection)
            } else {
                idle.append(Idle(connection: connection, since: now))
            }
        }
        if let next = waiting.popFirst() {
            action.granted = (next, takePermit())
        } else {
            permits -= 1
        }
        while let oldest = idle.first, oldest.since.duration(to: now) > settings.idleLifetime {
            action.close.append(oldest.connection)
            idle.removeFirst()
        }
        return action
    }

    /// Closes the pool: no permit is given any more.
    ///
    /// - Returns: the requests to fail and the connections to close. Those lent out are closed when they come back.
    mutating func close() -> (failed: [Request], close: [Connection]) {
        isClosed = true
        defer {
            waiting = []
            idle = []
        }
        return (Array(waiting), idle.map(\.connection))
    }

    private mutating func takePermit() -> Permit {
        takeIdle().map(Permit.use) ?? .connect
    }

    private var backoff: Duration {
        // Beyond 16 doublings the cap is reached whatever the first pause is; it also keeps the shift in range.
        min(settings.maximumBackoff, settings.firstBackoff * (1 << min(max(failures, 1) - 1, 16)))
    }
}

extension PoolStateMachine.Permit: Sendable where Connection: Sendable {}
