package import Logging
internal import ServiceLifecycle
import Synchronization

/// A bounded set of connections, lent to one task at a time in the order of their requests.
///
/// The task that needs a connection opens it; an idle pool does nothing at all. A connection that broke or was left
/// inside a transaction is not lent again. Leave nothing else in a session either (`SET`, advisory locks, `LISTEN`),
/// because the next user would inherit it.
///
/// As a `Service` it closes itself at shutdown; it also works without being run.
package final class PostgresPool: Service {
    /// Enough for a daemon's engine, its HTTP front and its log writers, and a small part of the 100 connections that a
    /// server allows by default.
    package static let defaultLimit = 10
    /// How long a task waits for a connection, including attempts to reconnect.
    package static let defaultAcquireTimeout = Duration.seconds(10)
    /// The maximum length of the queue: more tasks would not be served in time.
    static let maximumWaiting = 1000
    /// How long an unused connection is kept; checked whenever one is returned.
    static let idleLifetime = Duration.seconds(300)
    /// The first pause before reconnecting, so that a restart of the server is hardly noticed,
    static let firstBackoff = Duration.milliseconds(50)
    /// and the longest one: a server that is away costs one attempt a second.
    static let maximumBackoff = Duration.seconds(1)

    private typealias Core = PoolCore<PostgresConnection, ContinuousClock>

    private let core: Core

    /// Creates a pool without connecting.
    ///
    /// - Parameters:
    ///   - limit: the maximum number of connections, at least 1.
    ///   - acquireTimeout: how long a task waits for a connection.
    ///   - connectTimeout: how much of that time it tries to open one when its turn comes; nil for all of it.
    ///   - lockTimeout: how long a statement waits for another session's lock; nil for the server's setting.
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
    /// - Throws: the error that `body` throws; `PostgresError` with code `poolExhausted` if no connection became free
    ///   in time, `connectionFailed` if none could be opened, `poolClosed`, or `cancelled`.
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

    /// Closes idle connections, fails queued tasks, and closes each lent connection when it comes back.
    package func close() async { await core.close() }

    /// Waits for graceful shutdown or cancellation, then closes the pool. Start it before the services that use it, so
    /// that it outlives them.
    package func run() async throws {
        // Cancellation ends the wait like shutdown: either way the pool closes.
        try? await gracefulShutdown()
        await close()
    }
}

/// The usage of a pool.
package struct PostgresPoolStatus: Hashable, Sendable {
    /// Connections that are lent, or being opened for a task.
    package var inUse: Int
    /// Unused connections.
    package var idle: Int
    /// Tasks that wait for a connection.
    package var waiting: Int
    /// The maximum number of connections.
    package var limit: Int
}
