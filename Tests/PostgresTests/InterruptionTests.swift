import Glibc
import Postgres
import Testing

@Suite("Cancelling and time-outs", .timeLimit(.minutes(15)))
struct InterruptionTests {
    /// The server's view of a connection.
    private func state(of connection: PostgresConnection, seenBy observer: PostgresConnection) async throws -> String {
        try await observer.query("SELECT state FROM pg_stat_activity WHERE pid = \(connection.processID)")
            .decodeFirst(String.self) ?? "gone"
    }

    @Test func cancellingTheTaskCancelsInTheServer() async throws {
        let connections = try await TestDatabase.connections(2)
        let (worker, observer) = (connections[0], connections[1])
        let task = Task { try await worker.query("SELECT pg_sleep(600)") }
        try await eventually("the statement runs") { try await state(of: worker, seenBy: observer) == "active" }
        task.cancel()
        await expectError(.cancelled) { _ = try await task.value }
        #expect(try await state(of: worker, seenBy: observer) == "idle")
        #expect(try await worker.query("SELECT 1").decodeOnly(Int.self) == 1)
    }

    @Test func cancellingTheTaskCancelsAPipeline() async throws {
        let connections = try await TestDatabase.connections(2)
        let (worker, observer) = (connections[0], connections[1])
        try await worker.execute("CREATE TABLE t (n int)")
        let task = Task {
            _ = try await worker.pipeline([
                "INSERT INTO t VALUES (1)", "SELECT pg_sleep(600)", "INSERT INTO t VALUES (2)",
            ])
        }
        try await eventually("the statement runs") { try await state(of: worker, seenBy: observer) == "active" }
        task.cancel()
        await expectError(.cancelled) { try await task.value }
        #expect(try await worker.query("SELECT count(*) FROM t").decodeOnly(Int.self) == 0)
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let connection = try await TestDatabase.connect()
        try await connection.execute("CREATE TABLE t (n int)")
        let task = Task {
            // Ends only by the cancellation.
            try? await Task.sleep(for: .seconds(600))
            try await connection.query("INSERT INTO t VALUES (1)")
        }
        task.cancel()
        await expectError(.cancelled) { _ = try await task.value }
        #expect(try await connection.query("SELECT count(*) FROM t").decodeOnly(Int.self) == 0)
    }

    @Test func aTaskThatWaitsForItsTurnCanBeCancelled() async throws {
        let connections = try await TestDatabase.connections(2)
        let (worker, observer) = (connections[0], connections[1])
        let first = Task { try await worker.query("SELECT pg_sleep(600)") }
        try await eventually("the statement runs") { try await state(of: worker, seenBy: observer) == "active" }
        let second = Task { try await worker.query("SELECT 1") }
        second.cancel()
        await expectError(.cancelled) { _ = try await second.value }
        #expect(try await state(of: worker, seenBy: observer) == "active")
        first.cancel()
        _ = await first.result
    }

    @Test func cancellingHitsNoLaterStatement() async throws {
        let connection = try await TestDatabase.connect()
        for _ in 0..<50 {
            let task = Task { try await connection.query("SELECT pg_sleep(0.001)") }
            task.cancel()
            _ = await task.result
            #expect(try await connection.query("SELECT 1").decodeOnly(Int.self) == 1)
        }
    }

    @Test func aStatementRunsIntoTheConnectionsTimeout() async throws {
        let connection = try await TestDatabase.connect(statementTimeout: .milliseconds(50))
        let error = await expectError(.timedOut) { try await connection.query("SELECT pg_sleep(600)") }
        #expect(error?.isRetryable == false)
        #expect(try await connection.query("SELECT 1").decodeOnly(Int.self) == 1)
    }

    @Test func aStatementsOwnTimeoutStandsBeforeTheConnections() async throws {
        let connection = try await TestDatabase.connect(statementTimeout: .milliseconds(50))
        try await connection.query("SELECT pg_sleep(0.3)", timeout: .seconds(60))
        await expectError(.timedOut) {
            try await connection.execute("SELECT pg_sleep(600)", timeout: .milliseconds(20))
        }
        await expectError(.timedOut) {
            _ = try await connection.pipeline(["SELECT 1", "SELECT pg_sleep(600)"], timeout: .milliseconds(20))
        }
        #expect(try await connection.query("SELECT 1").decodeOnly(Int.self) == 1)
    }

    @Test func theServersOwnTimeoutIsAnErrorOfTheServer() async throws {
        let connection = try await TestDatabase.connect()
        try await connection.execute("SET statement_timeout = '20ms'")
        let error = await expectError(.server) { try await connection.query("SELECT pg_sleep(600)") }
        #expect(error?.sqlState == .queryCanceled)
    }

    @Test func waitingBlocksNoThreadOfThePool() async throws {
        // More waiting statements than the pool has threads: if each blocked one, nobody could release the lock.
        let connections = try await TestDatabase.connections(40)
        let holder = connections[0]
        try await holder.query("SELECT pg_advisory_lock(1)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in connections.dropFirst() {
                group.addTask { try await connection.query("SELECT pg_advisory_lock_shared(1)") }
            }
            try await eventually("all wait") {
                try await holder.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    .decodeOnly(Int.self) == 39
            }
            try await holder.query("SELECT pg_advisory_unlock(1)")
            try await group.waitForAll()
        }
    }

    @Test func aServerThatDoesNotCancelIsGivenUp() async throws {
        let connections = try await TestDatabase.connections(2)
        let (worker, observer) = (connections[0], connections[1])
        let task = Task { try await worker.query("SELECT pg_sleep(600)") }
        try await eventually("the statement runs") { try await state(of: worker, seenBy: observer) == "active" }
        #expect(kill(pid_t(worker.processID), SIGSTOP) == 0)
        task.cancel()
        let error = await expectError(.connectionLost) { _ = try await task.value }
        #expect((error?.cause as? PostgresError)?.code == .cancelled)
        #expect(kill(pid_t(worker.processID), SIGCONT) == 0)
        await expectError(.connectionClosed) { try await worker.query("SELECT 1") }
    }
}
