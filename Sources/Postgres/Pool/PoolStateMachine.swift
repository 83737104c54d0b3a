import DequeModule

/// Decides who gets a connection of a pool, and when one may be opened.
///
/// A pool lends *permits*, at most `limit` at a time; a permit comes with an idle connection or with the right to open
/// one. Tasks without a permit queue. It contains no I/O, clock or lock.
struct PoolStateMachine<Connection, Instant: InstantProtocol> where Instant.Duration == Duration {
    /// Identifies a task that wants a connection.
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

    /// The result of a new request.
    enum LeaseAction {
        case grant(Permit)
        /// Wait until the request is granted or failed.
        case wait
        case refuse(Refusal)
    }

    enum Refusal: Equatable {
        case closed
        /// `maximumWaiting` tasks are already waiting.
        case tooManyWaiting
    }

    /// Whether a connection may be opened now.
    enum ConnectAction: Equatable {
        case connect
        /// The last attempt failed: not before this time.
        case wait(until: Instant)
        case refuse
    }

    /// The result of the end of a lease.
    struct ReleaseAction {
        /// The request that gets the permit.
        var granted: (request: Request, permit: Permit)?
        /// Connections to close.
        var close: [Connection] = []
    }

    struct Settings {
        /// The maximum number of permits.
        var limit: Int
        /// The maximum length of the queue.
        var maximumWaiting: Int
        /// How long an unused connection is kept.
        var idleLifetime: Duration
        /// The pause after the first failed attempt to connect; each failure doubles it.
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
    /// In the order of their return; the last is lent first, so that superfluous ones get old.
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

    /// A task requests a connection.
    mutating func lease(_ request: Request) -> LeaseAction {
        if isClosed { return .refuse(.closed) }
        if permits < settings.limit {
            // A returned permit goes to the first task in the queue, so a free one means that nobody is waiting.
            assert(waiting.isEmpty)
            permits += 1
            return .grant(takePermit())
        }
        guard waiting.count < settings.maximumWaiting else { return .refuse(.tooManyWaiting) }
        waiting.append(request)
        return .wait
    }

    /// A queued task gives up.
    ///
    /// - Returns: false if it is no longer in the queue, because its permit is on the way.
    mutating func abandon(_ request: Request) -> Bool {
        guard let index = waiting.firstIndex(of: request) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// The holder of a permit wants to open a connection. Asking counts as trying: while connecting fails, one holder
    /// tries per pause, in order of arrival.
    mutating func mayConnect(at now: Instant) -> ConnectAction {
        if isClosed { return .refuse }
        if let connectNotBefore, connectNotBefore > now { return .wait(until: connectNotBefore) }
        if failures > 0 { connectNotBefore = now.advanced(by: backoff) }
        return .connect
    }

    /// A holder of a permit takes a connection that was returned while it waited to open one.
    mutating func takeIdle() -> Connection? { idle.popLast()?.connection }

    /// A connection was opened.
    mutating func connected() {
        failures = 0
        connectNotBefore = nil
    }

    /// An attempt to connect failed.
    mutating func connectFailed(at now: Instant) {
        failures += 1
        connectNotBefore = now.advanced(by: backoff)
    }

    /// A permit comes back, with its connection if that can be reused.
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

    /// Closes the pool: no more permits are granted.
    ///
    /// - Returns: the requests to fail and the connections to close. Lent ones are closed when they come back.
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
        // Beyond 16 doublings the cap is reached whatever the first pause is; this also keeps the shift in range.
        min(settings.maximumBackoff, settings.firstBackoff * (1 << min(max(failures, 1) - 1, 16)))
    }
}

extension PoolStateMachine.Permit: Sendable where Connection: Sendable {}
