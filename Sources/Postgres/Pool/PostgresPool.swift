package import Logging
internal import ServiceLifecycle
import Synchronization

/// A bounded set of connections, lent to one task at a time in the order in which they asked.
///
/// Connections are made when they are needed, by the task that needs one; an idle pool does nothing at all. One that
/// broke or was left inside a transaction is not lent again. Leave nothing else in a session either (`SET`, advisory
/// locks, `LISTEN`): the next user would find it.
///
/// As a `Service` it closes itself at shutdown; it works without being run.
package final class PostgresPool: Service {
    /// Enough for a daemon's engine, its HTTP side and its log writers, and a small part of the 100 connections that
    /// a server allows by default.
    package static let defaultLimit = 10
    /// How long a task waits for a connection, attempts to reconnect included.
    package static let defaultAcquireTimeout = Duration.seconds(10)
    /// The most tasks in line: more would not be served within their patience.
    static let maximumWaiting = 1000
    /// How long a connection is kept without use; looked at whenever one is returned.
    static let idleLifetime = Duration.seconds(300)
    /// Reconnecting starts at this pause, so that a restart of the server is hardly noticed,
    static let firstBackoff = Duration.milliseconds(50)
    /// and slows to this one: a server that is away costs one attempt a second.
    static let maximumBackoff = Duration.seconds(1)

    private typealias Core = PoolCore<PostgresConnection, ContinuousClock>

    private let core: Core

    /// Creates a pool; connects to nothing yet.
    ///
    /// - Parameters:
    ///   - limit: the most connections at a time, at least 1.
    ///   - acquireTimeout: how long a task waits for a connection.
    ///   - connectTimeout: how much of that it tries to make one whose turn it is; nil for all of it.
    ///   - lockTimeout: how long a statement waits for somebody else's lock; nil for as long as the server says.
    package init(
        configuration: PostgresConfiguration,
        limit: Int = defaultLimit,
        acquireTimeout: Duration = defaultAcquireTimeout,
        connectTimeout: Duration? = nil,
        lockTimeout: Duration? = nil,
        logger: Logger
    ) {
        core = Core(
            settings: .init(
                limit: limit,
                maximumWaiting: Self.maximumWaiting,
                idleLifetime: Self.idleLifetime,
                firstBackoff: Self.firstBackoff,
                maximumBackoff: Self.maximumBackoff
            ),
            acquireTimeout: acquireTimeout,
            connectTimeout: connectTimeout ?? acquireTimeout,
            clock: ContinuousClock(),
            logger: logger
        ) { patience async throws(PostgresError) in
            let connection = try await PostgresConnection.connect(configuration, patience: patience, logger: logger)
            if let lockTimeout {
                let setting = "\(lockTimeout.components.seconds)s"
                try await connection.query("SELECT set_config('lock_timeout', \(setting), false)")
            }
            return connection
        }
    }

    /// How many connections are in use and idle, and how many tasks wait.
    package var status: PostgresPoolStatus { core.status }

    /// Lends a connection to `body`.
    ///
    /// - Throws: what `body` throws; `PostgresError` with code `poolExhausted` when no connection became free in
    ///   time, `connectionFailed` when none could be made, `poolClosed`, or `cancelled`.
    @discardableResult
    package func withConnection<Result>(
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await core.acquire()
        do {
            let result = try await body(connection)
            await core.release(connection)
            return result
        } catch {
            await core.release(connection)
            throw error
        }
    }

    /// Lends a connection inside a transaction; see ``PostgresConnection/transaction(isolation:_:)``.
    @discardableResult
    package func withTransaction<Result>(
        isolation: PostgresIsolation? = nil,
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await withConnection { connection in
            try await connection.transaction(isolation: isolation, body)
        }
    }

    /// Runs one statement; see ``PostgresConnection/query(_:timeout:)``.
    @discardableResult
    package func query(
        _ query: PostgresQuery,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> PostgresRows {
        let connection = try await core.acquire()
        do throws(PostgresError) {
            let rows = try await connection.query(query, timeout: timeout)
            await core.release(connection)
            return rows
        } catch {
            await core.release(connection)
            throw error
        }
    }

    /// Runs SQL of many statements; see ``PostgresConnection/execute(_:timeout:)``.
    package func execute(_ sql: String, timeout: Duration? = nil) async throws(PostgresError) {
        let connection = try await core.acquire()
        do throws(PostgresError) {
            try await connection.execute(sql, timeout: timeout)
            await core.release(connection)
        } catch {
            await core.release(connection)
            throw error
        }
    }

    /// Runs statements in one round trip; see ``PostgresConnection/pipeline(_:timeout:)``.
    package func pipeline(
        _ queries: [PostgresQuery],
        timeout: Duration? = nil
    ) async throws(PostgresError) -> [PostgresRows] {
        let connection = try await core.acquire()
        do throws(PostgresError) {
            let rows = try await connection.pipeline(queries, timeout: timeout)
            await core.release(connection)
            return rows
        } catch {
            await core.release(connection)
            throw error
        }
    }

    /// Closes idle connections, fails tasks in line, and closes each lent connection when it comes back.
    package func close() async { await core.close() }

    /// Waits for graceful shutdown or cancellation, then closes the pool. Give it a place below the services that
    /// use it, so that it outlives them.
    package func run() async throws {
        // Cancellation ends the wait as shutdown does: either way the pool closes.
        try? await gracefulShutdown()
        await close()
    }
}

/// How busy a pool is.
package struct PostgresPoolStatus: Hashable, Sendable {
    /// Connections that are lent out, or being made for a task.
    package var inUse: Int
    /// Connections that wait for a user.
    package var idle: Int
    /// Tasks that wait for a connection.
    package var waiting: Int
    /// The most connections that there may be.
    package var limit: Int
}
