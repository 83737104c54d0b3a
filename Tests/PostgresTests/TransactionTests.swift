import Postgres
import Synchronization
import Testing

@Suite("Transactions", .timeLimit(.minutes(15)))
struct TransactionTests {
    struct Refusal: Error, Equatable {}

    private func connections(_ count: Int) async throws -> [PostgresConnection] {
        let connections = try await TestDatabase.connections(count)
        try await connections[0].execute("CREATE TABLE t (n int PRIMARY KEY)")
        return connections
    }

    private func rows(_ connection: PostgresConnection) async throws -> [Int] {
        try await connection.query("SELECT n FROM t ORDER BY n").decode(Int.self)
    }

    /// Makes every COMMIT that inserts into `t` wait until `holder` releases its lock.
    private func delayCommits(_ holder: PostgresConnection) async throws {
        try await holder.execute(
            """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait();
            """
        )
        try await holder.query("SELECT pg_advisory_lock(7)")
    }

    private func awaitCommit(of worker: PostgresConnection, seenBy observer: PostgresConnection) async throws {
        try await eventually("COMMIT waits") {
            try await observer.query(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE pid = \(worker.processID) AND query = 'COMMIT' AND wait_event_type = 'Lock'
                """
            ).decodeOnly(Int.self) == 1
        }
    }

    @Test(arguments: [nil] + PostgresIsolation.allCases)
    func whatReturnsIsCommitted(isolation: PostgresIsolation?) async throws {
        let connections = try await connections(2)
        let level = try await connections[0].transaction(isolation: isolation) { connection in
            if isolation != .repeatableReadReadOnly { try await connection.query("INSERT INTO t VALUES (1)") }
            return try await connection.query("SHOW transaction_isolation").decodeOnly(String.self)
        }
        #expect(try await rows(connections[1]) == (isolation == .repeatableReadReadOnly ? [] : [1]))
        let expected: [PostgresIsolation?: String] = [
            nil: "read committed", .readCommitted: "read committed", .repeatableRead: "repeatable read",
            .repeatableReadReadOnly: "repeatable read", .serializable: "serializable",
        ]
        #expect(level == expected[isolation])
    }

    @Test func whatThrowsIsRolledBack() async throws {
        let connection = try await connections(1)[0]
        await #expect(throws: Refusal()) {
            try await connection.transaction { connection in
                try await connection.query("INSERT INTO t VALUES (1)")
                throw Refusal()
            }
        }
        #expect(try await rows(connection) == [])
    }

    @Test func aSwallowedErrorIsNotTakenForACommit() async throws {
        let connection = try await connections(1)[0]
        await expectError(.transactionAborted) {
            try await connection.transaction { connection in
                try await connection.query("INSERT INTO t VALUES (1)")
                _ = try? await connection.query("SELECT 1/0")
            }
        }
        #expect(try await rows(connection) == [])
    }

    @Test func transactionsDoNotNestAndAreNotEndedByHand() async throws {
        let connection = try await connections(1)[0]
        await expectError(.transactionMisuse) {
            try await connection.transaction { connection in
                try await connection.query("INSERT INTO t VALUES (1)")
                try await connection.transaction { _ in }
            }
        }
        #expect(try await rows(connection) == [])
        await expectError(.transactionMisuse) {
            try await connection.transaction { connection in try await connection.execute("COMMIT") }
        }
    }

    @Test func aDeferredConstraintIsThrownByCommit() async throws {
        let connection = try await connections(1)[0]
        try await connection.execute("CREATE TABLE c (n int REFERENCES t DEFERRABLE INITIALLY DEFERRED)")
        let error = await expectError(.server) {
            _ = try await connection.transaction { connection in try await connection.query("INSERT INTO c VALUES (9)")
            }
        }
        #expect(error?.sqlState == .foreignKeyViolation)
        #expect(try await connection.query("SELECT count(*) FROM c").decodeOnly(Int.self) == 0)
    }

    @Test func conflictsAreRetryable() async throws {
        let connections = try await connections(2)
        let error = await expectError(.server) {
            try await connections[0].transaction(isolation: .serializable) { first in
                _ = try await first.query("SELECT count(*) FROM t")
                try await connections[1].transaction(isolation: .serializable) { second in
                    _ = try await second.query("SELECT count(*) FROM t")
                    try await second.query("INSERT INTO t VALUES (1)")
                }
                try await first.query("INSERT INTO t VALUES (2)")
            }
        }
        #expect(error?.sqlState == .serializationFailure)
        #expect(error?.isRetryable == true)
    }

    @Test func aConnectionKilledInTheMiddleIsLostAndNotCommitted() async throws {
        let connections = try await connections(2)
        let (worker, observer) = (connections[0], connections[1])
        let error = await expectError(.connectionLost) {
            try await worker.transaction { worker in
                try await worker.query("INSERT INTO t VALUES (1)")
                try await observer.query("SELECT pg_terminate_backend(\(worker.processID)::int, 10000)")
            }
        }
        #expect(error?.isRetryable == true)
        #expect(try await rows(observer) == [])
    }

    @Test func aCommitThatIsCutOffHasAnUnknownOutcome() async throws {
        let connections = try await connections(2)
        let (worker, observer) = (connections[0], connections[1])
        try await delayCommits(observer)
        let task = Task {
            try await worker.transaction { worker in _ = try await worker.query("INSERT INTO t VALUES (1)") }
        }
        try await awaitCommit(of: worker, seenBy: observer)
        try await observer.query("SELECT pg_terminate_backend(\(worker.processID)::int, 10000)")
        let error = await expectError(.commitOutcomeUnknown) { try await task.value }
        #expect(error?.isRetryable == false)
        #expect(error?.isOutcomeUnknown == true)
        #expect(try await rows(observer) == [])
    }

    @Test func aCommitThatTookEffectUnheardHasAnUnknownOutcome() async throws {
        // COMMIT waits for a standby that does not exist: it has taken effect, and only the answer is missing.
        let settings = ["synchronous_standby_names": "*", "synchronous_commit": "local"]
        let cluster = try await PrivateCluster.temporary(settings: settings, logger: TestDatabase.logger)
        let configuration = try PostgresConfiguration(url: cluster.url())
        let worker = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        let observer = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        try await observer.execute("CREATE TABLE t (n int PRIMARY KEY)")
        let task = Task {
            try await worker.transaction { worker in
                try await worker.execute("SET LOCAL synchronous_commit = 'on'; INSERT INTO t VALUES (1)")
            }
        }
        try await eventually("COMMIT waits for the standby") {
            try await observer.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                .decodeOnly(Int.self) == 1
        }
        try await observer.query("SELECT pg_terminate_backend(\(worker.processID)::int, 10000)")
        await expectError(.commitOutcomeUnknown) { try await task.value }
        #expect(try await rows(observer) == [1])
        try await cluster.stop()
    }

    @Test func cancellingTheTaskDoesNotInterruptCommit() async throws {
        let connections = try await connections(2)
        let (worker, observer) = (connections[0], connections[1])
        try await delayCommits(observer)
        let task = Task {
            try await worker.transaction { worker in _ = try await worker.query("INSERT INTO t VALUES (1)") }
        }
        try await awaitCommit(of: worker, seenBy: observer)
        task.cancel()
        try await awaitCommit(of: worker, seenBy: observer)
        try await observer.query("SELECT pg_advisory_unlock(7)")
        try await task.value
        #expect(try await rows(observer) == [1])
    }

    @Test func cancellingTheTaskInTheMiddleRollsBack() async throws {
        let connections = try await connections(2)
        let (worker, observer) = (connections[0], connections[1])
        let task = Task {
            try await worker.transaction { worker in
                try await worker.query("INSERT INTO t VALUES (1)")
                try await worker.query("SELECT pg_sleep(600)")
            }
        }
        try await eventually("the statement runs") {
            try await observer.query(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = \(worker.processID) AND wait_event = 'PgSleep'"
            ).decodeOnly(Int.self) == 1
        }
        task.cancel()
        await expectError(.cancelled) { _ = try await task.value }
        #expect(try await rows(observer) == [])
        #expect(try await rows(worker) == [])
    }

    @Test func aTransactionThatIdlesForTooLongHoldsNobodyUp() async throws {
        var configuration = try await TestDatabase.configuration()
        let observer = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        try await observer.execute("CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (1)")
        configuration.idleTransactionTimeout = .milliseconds(50)
        let idle = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        let error = await #expect(throws: PostgresError.self) {
            try await idle.transaction { idle in
                try await idle.query("UPDATE t SET n = 2")
                // It succeeds as soon as the server has given up the first one.
                try await observer.query("UPDATE t SET n = 3", timeout: .seconds(60))
                try await idle.query("SELECT 1")
            }
        }
        #expect(error?.isRetryable == true)
        #expect(try await rows(observer) == [3])
    }
}
