import Postgres
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

@Suite("A pool of real connections", .timeLimit(.minutes(15)))
struct PostgresPoolTests {
    private func pool(limit: Int = 2, acquireTimeout: Duration = .seconds(60)) async throws -> PostgresPool {
        let configuration = try await TestDatabase.configuration()
        return PostgresPool(
            configuration: configuration,
            limit: limit,
            acquireTimeout: acquireTimeout,
            logger: TestDatabase.logger
        )
    }

    private func backends(_ pool: PostgresPool) async throws -> Int {
        try await pool.query(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        ).decodeOnly(Int.self)
    }

    @Test func manyTasksShareFewConnections() async throws {
        let pool = try await pool(limit: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let answer = try await pool.query("SELECT \(number)::int, pg_sleep(0.001)::text")
                        .decodeOnly((Int, String).self).0
                    #expect(answer == number)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await backends(pool) <= 3)
        #expect(pool.status.inUse == 0)
        #expect(pool.status.idle <= 3)
    }

    @Test func transactionsAndErrorsGiveConnectionsBack() async throws {
        let pool = try await pool(limit: 1)
        try await pool.execute("CREATE TABLE t (n int)")
        await expectError(.server) {
            _ = try await pool.withTransaction { connection in
                try await connection.query("INSERT INTO t VALUES (1)")
                try await connection.query("SELECT 1/0")
            }
        }
        await expectError(.server) { try await pool.query("SELECT 1/0") }
        _ = try await pool.pipeline(["INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)"])
        #expect(try await pool.query("SELECT n FROM t ORDER BY n").decode(Int.self) == [2, 3])
        #expect(pool.status.inUse == 0)
        #expect(pool.status.idle == 1)
    }

    @Test func anOpenTransactionIsNotHandedOn() async throws {
        let pool = try await pool(limit: 1)
        try await pool.withConnection {
            try await $0.execute("CREATE TABLE t (n int); BEGIN; INSERT INTO t VALUES (1)")
        }
        #expect(pool.status.idle == 0)
        await expectError(.server) { try await pool.query("SELECT * FROM t") }
    }

    @Test func connectionsThatDiedWhileIdleAreReplaced() async throws {
        let pool = try await pool(limit: 1)
        let dead = try await pool.query("SELECT pg_backend_pid()").decodeOnly(Int.self)
        let killer = try await TestDatabase.connect()
        try await killer.query("SELECT pg_terminate_backend(\(dead)::int, 10000)")
        #expect(try await pool.query("SELECT pg_backend_pid()").decodeOnly(Int.self) != dead)
    }

    @Test func theBoundHoldsAndPatienceEnds() async throws {
        let pool = try await pool(limit: 1, acquireTimeout: .seconds(3))
        try await pool.withConnection { _ in
            let error = await expectError(.poolExhausted) { try await pool.query("SELECT 1") }
            #expect(error?.isRetryable == true)
        }
        #expect(try await pool.query("SELECT 1").decodeOnly(Int.self) == 1)
    }

    @Test func aServerThatRestartsIsFoundAgain() async throws {
        let cluster = try await PrivateCluster.temporary(logger: TestDatabase.logger)
        let pool = PostgresPool(
            configuration: try PostgresConfiguration(url: cluster.url()),
            acquireTimeout: .seconds(60),
            logger: TestDatabase.logger
        )
        try await pool.query("SELECT 1")
        try await cluster.stop()
        async let answer = pool.query("SELECT 7")
        _ = try await PrivateCluster.start(cluster.configuration, logger: TestDatabase.logger)
        #expect(try await answer.decodeOnly(Int.self) == 7)
        await pool.close()
        try await cluster.stop()
    }

    @Test func shutdownClosesThePool() async throws {
        let pool = try await pool()
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.run() }
                try await pool.query("SELECT 1")
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        await expectError(.poolClosed) { try await pool.query("SELECT 1") }
    }
}
